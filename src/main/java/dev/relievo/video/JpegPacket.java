package dev.relievo.video;

/**
 * Whether the packets of a Motion JPEG stream are JPEG files, which can go on as they are. Some
 * recorders leave the Huffman tables out, which every one of them shares, or write two half
 * pictures a packet.
 */
final class JpegPacket {

  private static final int MARKER = 0xff;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int DHT = 0xc4;
  private static final int SOS = 0xda;
  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int MOST_FILLED = 64;

  private JpegPacket() {}

  /** Whether bytes begin as a JPEG does. */
  static boolean isJpeg(byte[] bytes) {
    return bytes.length > 4 && at(bytes, 0) == MARKER && at(bytes, 1) == SOI;
  }

  /**
   * Whether it is one picture of this size, with all it needs to be decoded by itself.
   *
   * @param width of the stream's pictures, pixels
   * @param height of the stream's pictures, pixels
   */
  static boolean isWhole(byte[] bytes, int width, int height) {
    if (!isJpeg(bytes) || !hasEnd(bytes)) {
      return false;
    }
    boolean tables = false;
    boolean size = false;
    int i = 2;
    while (i + 9 < bytes.length && at(bytes, i) == MARKER) {
      int marker = at(bytes, i + 1);
      if (marker == SOS) {
        return tables && size;
      }
      tables |= marker == DHT;
      if (marker >= SOF0 && marker <= SOF2) {
        size = word(bytes, i + 5) == height && word(bytes, i + 7) == width;
      }
      i += 2 + word(bytes, i + 2);
    }
    return false;
  }

  /** Recorders fill up to a multiple of some bytes after the end. */
  private static boolean hasEnd(byte[] bytes) {
    for (int i = bytes.length - 2; i > 2 && i >= bytes.length - MOST_FILLED; i--) {
      if (at(bytes, i) == MARKER && at(bytes, i + 1) == EOI) {
        return true;
      }
    }
    return false;
  }

  private static int at(byte[] bytes, int index) {
    return bytes[index] & 0xff;
  }

  private static int word(byte[] bytes, int index) {
    return at(bytes, index) << 8 | at(bytes, index + 1);
  }
}
