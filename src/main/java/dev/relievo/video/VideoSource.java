package dev.relievo.video;

import java.io.IOException;
import java.util.OptionalLong;

/** Pictures in the order in which they are shown: of a file, of several images, or of a camera. */
public interface VideoSource extends AutoCloseable {

  /**
   * The next picture, whose content is there until the next call; null at the end.
   *
   * @throws VideoException where the bytes are no video that can be used
   * @throws CameraUnavailableException where a camera does not answer
   * @throws InterruptedException where this thread was interrupted, also while a camera is silent
   */
  Picture next() throws IOException, InterruptedException;

  /** How long it all takes, microseconds; empty where that is not known, as with a camera. */
  OptionalLong length();

  /** Pictures so far that were there but could not be decoded; they are left out. */
  long damaged();

  @Override
  void close();
}
