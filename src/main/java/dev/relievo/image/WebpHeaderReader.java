package dev.relievo.image;

import dev.relievo.record.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Walks the chunks of a WebP (RFC 9649). */
final class WebpHeaderReader extends HeaderReader {

  private static final int ANIMATION_FLAG = 0x02;
  private static final int ALPHA_FLAG = 0x10;
  private static final int RIFF_HEADER = 12;

  private boolean data;

  WebpHeaderReader(ByteBuffer file, ImageLimits limits) {
    super(file, ByteOrder.LITTLE_ENDIAN, limits);
  }

  @Override
  ImageHeader read() throws ImageRejectedException {
    long end = 8 + Integer.toUnsignedLong(b.getInt(4));
    for (long at = RIFF_HEADER; at + 8 <= end; ) {
      int chunk = (int) at;
      long length = Integer.toUnsignedLong(b.getInt(chunk + 4));
      chunk(chunk, length);
      at += 8 + length + (length & 1);
    }
    if (end > b.limit()) {
      throw new IndexOutOfBoundsException();
    }
    if (!data) {
      throw ImageHeader.corrupt("it holds no picture");
    }
    return new ImageHeader(width, height, alpha, orientation, (int) end, 0);
  }

  private void chunk(int at, long length) throws ImageRejectedException {
    int body = at + 8;
    if (ImageHeader.hasText(b, at, "VP8X")) {
      extended(body);
    } else if (ImageHeader.hasText(b, at, "VP8 ")) {
      data = true;
      size(b.getShort(body + 6) & 0x3fff, b.getShort(body + 8) & 0x3fff);
    } else if (ImageHeader.hasText(b, at, "VP8L")) {
      data = true;
      int bits = b.getInt(body + 1);
      alpha |= (bits >>> 28 & 1) != 0;
      size((bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1);
    } else if (ImageHeader.hasText(b, at, "EXIF")) {
      int start = ImageHeader.hasText(b, body, "Exif\0\0") ? 6 : 0;
      orientation = ExifOrientation.of(b.slice(body + start, Math.toIntExact(length) - start));
    }
  }

  private void extended(int body) throws ImageRejectedException {
    int flags = b.get(body);
    size((b.getInt(body + 4) & 0xffffff) + 1, (b.getInt(body + 6) >>> 8) + 1);
    alpha = (flags & ALPHA_FLAG) != 0;
    if ((flags & ANIMATION_FLAG) != 0) {
      throw new ImageRejectedException(
          RejectReason.ANIMATED, "the file is an animated WebP; save one frame of it");
    }
  }

  private void size(int width, int height) throws ImageRejectedException {
    limits.checkSize(width, height);
    this.width = width;
    this.height = height;
  }
}
