package dev.relievo.video;

import java.io.IOException;

/** Bytes that are no video, or not one that can be used; the message is for a person. */
public final class VideoException extends IOException {

  private static final long serialVersionUID = 1;

  VideoException(String message) {
    super(message);
  }
}
