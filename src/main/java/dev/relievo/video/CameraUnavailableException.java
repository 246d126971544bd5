package dev.relievo.video;

import java.io.IOException;

/** A camera that does not answer, refuses, or has fallen silent; the message is for a person. */
public final class CameraUnavailableException extends IOException {

  private static final long serialVersionUID = 1;

  CameraUnavailableException(String message) {
    super(message);
  }

  CameraUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
