package dev.relievo.video;

import java.io.IOException;

/** A picture at another time than its source gave it. */
record ShiftedPicture(long micros, Picture picture) implements Picture {

  @Override
  public EncodedImage encode() throws IOException {
    return picture.encode();
  }
}
