package dev.relievo.image;

import dev.relievo.record.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What an image file says about itself, read without decoding pixels.
 *
 * @param width pixels, as stored (before orientation)
 * @param height pixels, as stored (before orientation)
 * @param alpha whether pixels may be transparent
 * @param orientation EXIF orientation, 1 to 8; 1 where there is none
 * @param length bytes of the file that the decoder is given; what follows is no part of the image
 * @param padding zero bytes that the decoder is given after them, see {@link JpegHeaderReader}
 */
record ImageHeader(int width, int height, boolean alpha, int orientation, int length, int padding) {

  /**
   * Reads the header and checks that the file is complete.
   *
   * @param file the whole file; position and limit are left alone
   * @throws ImageRejectedException for whatever is no complete still JPEG, PNG or WebP within the
   *     limits
   */
  static ImageHeader read(ByteBuffer file, ImageLimits limits) throws ImageRejectedException {
    limits.checkBytes(file.remaining());
    ByteBuffer b = file.slice().order(ByteOrder.BIG_ENDIAN);
    try {
      if (startsWith(b, 0, 0xff, 0xd8, 0xff)) {
        return new JpegHeaderReader(b, limits).read();
      }
      if (startsWith(b, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
        return new PngHeaderReader(b, limits).read();
      }
      if (hasText(b, 0, "RIFF") && hasText(b, 8, "WEBP")) {
        return new WebpHeaderReader(b, limits).read();
      }
    } catch (IndexOutOfBoundsException readPastTheEnd) {
      throw corrupt("it ends too early; copy or download it again");
    }
    throw OtherFormats.rejection(b);
  }

  static ImageRejectedException corrupt(String what) {
    return new ImageRejectedException(RejectReason.CORRUPT, "the image is damaged: " + what);
  }

  static boolean startsWith(ByteBuffer b, int at, int... bytes) {
    if (at + bytes.length > b.limit()) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((b.get(at + i) & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean hasText(ByteBuffer b, int at, String ascii) {
    byte[] text = ascii.getBytes(StandardCharsets.ISO_8859_1);
    int[] bytes = new int[text.length];
    for (int i = 0; i < text.length; i++) {
      bytes[i] = text[i] & 0xff;
    }
    return startsWith(b, at, bytes);
  }
}
