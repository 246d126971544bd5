package dev.relievo.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The orientation tag (0x0112) of EXIF metadata. */
final class ExifOrientation {

  /** Upright as stored. */
  static final int UPRIGHT = 1;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private ExifOrientation() {}

  /**
   * Reads the tag from the first directory.
   *
   * @param tiff the metadata from its TIFF header on
   * @return 1 to 8; 1 where the tag is missing or the metadata malformed, because a photograph with
   *     broken metadata is still a photograph
   */
  static int of(ByteBuffer tiff) {
    ByteBuffer b = tiff.slice();
    try {
      b.order(b.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      if (b.getShort(2) != 42) {
        return UPRIGHT;
      }
      int directory = b.getInt(4);
      int entries = b.getShort(directory) & 0xffff;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        if ((b.getShort(entry) & 0xffff) == TAG) {
          return value(b, entry);
        }
      }
    } catch (IndexOutOfBoundsException malformed) {
      return UPRIGHT;
    }
    return UPRIGHT;
  }

  private static int value(ByteBuffer b, int entry) {
    int value =
        switch (b.getShort(entry + 2)) {
          case SHORT -> b.getShort(entry + 8);
          case LONG -> b.getInt(entry + 8);
          default -> UPRIGHT;
        };
    return value >= 1 && value <= 8 ? value : UPRIGHT;
  }
}
