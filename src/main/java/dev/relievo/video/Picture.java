package dev.relievo.video;

import java.io.IOException;

/** One picture of a video, not encoded yet: whoever drops it saves that. */
public interface Picture {

  /**
   * When it is shown: microseconds since the first picture of the source, growing from picture to
   * picture.
   */
  long micros();

  /**
   * The picture as frames carry it, upright.
   *
   * @throws IOException where it lies in a file that cannot be read
   */
  EncodedImage encode() throws IOException;

  /** The same picture at another time. */
  default Picture at(long micros) {
    return new ShiftedPicture(micros, this);
  }
}
