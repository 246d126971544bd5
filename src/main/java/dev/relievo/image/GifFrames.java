package dev.relievo.image;

import java.nio.ByteBuffer;

/** Tells an animated GIF from a still one by walking its blocks (GIF89a specification). */
final class GifFrames {

  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;

  private GifFrames() {}

  /** Whether there is a second image; a file that ends early has as many as were found. */
  static boolean moreThanOne(ByteBuffer b) {
    try {
      int images = 0;
      int at = 13 + colours(b.get(10));
      while (images < 2) {
        switch (b.get(at)) {
          case IMAGE -> {
            images++;
            at = skipSubBlocks(b, at + 11 + colours(b.get(at + 9)));
          }
          case EXTENSION -> at = skipSubBlocks(b, at + 2);
          default -> {
            return false;
          }
        }
      }
      return true;
    } catch (IndexOutOfBoundsException endsEarly) {
      return false;
    }
  }

  /** Bytes of the colour table that packed flags announce. */
  private static int colours(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private static int skipSubBlocks(ByteBuffer b, int from) {
    int at = from;
    int length;
    do {
      length = b.get(at) & 0xff;
      at += 1 + length;
    } while (length > 0);
    return at;
  }
}
