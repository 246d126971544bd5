package dev.relievo.image;

import dev.relievo.record.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Walks the chunks of a PNG (W3C PNG specification, chapter 5) and checks each one's CRC. */
final class PngHeaderReader extends HeaderReader {

  private static final int SIGNATURE = 8;
  private static final int ALPHA_BIT = 4;

  private boolean data;

  PngHeaderReader(ByteBuffer file, ImageLimits limits) {
    super(file, ByteOrder.BIG_ENDIAN, limits);
  }

  @Override
  ImageHeader read() throws ImageRejectedException {
    if (!ImageHeader.hasText(b, SIGNATURE + 4, "IHDR")) {
      throw ImageHeader.corrupt("its header is missing");
    }
    limits.checkSize(
        Integer.toUnsignedLong(b.getInt(SIGNATURE + 8)),
        Integer.toUnsignedLong(b.getInt(SIGNATURE + 12)));
    int at = SIGNATURE;
    boolean end = false;
    while (!end) {
      int length = b.getInt(at);
      checkCrc(at, length);
      String type = type(at + 4);
      chunk(type, at + 8, length);
      end = type.equals("IEND");
      at += 12 + length;
    }
    if (!data) {
      throw ImageHeader.corrupt("it holds no picture");
    }
    return new ImageHeader(width, height, alpha, orientation, at, 0);
  }

  private void chunk(String type, int at, int length) throws ImageRejectedException {
    switch (type) {
      case "IHDR" -> {
        width = b.getInt(at);
        height = b.getInt(at + 4);
        alpha = (b.get(at + 9) & ALPHA_BIT) != 0;
      }
      case "tRNS" -> alpha = true;
      case "IDAT" -> data = true;
      case "eXIf" -> orientation = ExifOrientation.of(b.slice(at, length));
      case "acTL" ->
          throw new ImageRejectedException(
              RejectReason.ANIMATED, "the file is an animated PNG; save one frame of it");
      default -> {}
    }
  }

  private String type(int at) {
    StringBuilder name = new StringBuilder(4);
    for (int i = 0; i < 4; i++) {
      name.append((char) (b.get(at + i) & 0xff));
    }
    return name.toString();
  }

  private void checkCrc(int at, int length) throws ImageRejectedException {
    if (length < 0) {
      throw ImageHeader.corrupt("a chunk has no length");
    }
    CRC32 crc = new CRC32();
    crc.update(b.slice(at + 4, 4 + length));
    if ((int) crc.getValue() != b.getInt(at + 8 + length)) {
      throw ImageHeader.corrupt("its checksum is wrong; copy or download it again");
    }
  }
}
