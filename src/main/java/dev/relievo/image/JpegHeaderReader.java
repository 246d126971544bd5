package dev.relievo.image;

import dev.relievo.record.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the segments of a JPEG (ITU-T T.81, annex B) from the first to the end-of-image marker. The
 * walk is what finds truncated files: the decoder fills what is missing with grey and says nothing.
 * Bytes after the end-of-image marker (a phone's motion clip, a second picture) are allowed.
 *
 * <p>A file can also end properly and still lack part of its picture. The decoder takes the
 * end-of-image marker as leave to make up the rest, so a file of one scan is given to it without
 * that marker, but with the few bytes that it reads ahead: then it fails where data is missing
 * (topology-docs/decisions/0030-complete-images-only.md).
 */
final class JpegHeaderReader extends HeaderReader {

  /** A progressive file of more scans costs time out of all proportion to its size. */
  private static final int MAX_SCANS = 200;

  /** The decoder's bit buffer reads up to 8 bytes ahead. */
  private static final int READ_AHEAD = 16;

  private static final int SOF0 = 0xc0;
  private static final int SOF1 = 0xc1;
  private static final int SOF2 = 0xc2;
  private static final int SOF15 = 0xcf;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP1 = 0xe1;
  private static final int TEM = 0x01;

  private int scans;

  JpegHeaderReader(ByteBuffer file, ImageLimits limits) {
    super(file, ByteOrder.BIG_ENDIAN, limits);
  }

  @Override
  ImageHeader read() throws ImageRejectedException {
    int at = 2;
    while (true) {
      at = nextMarker(at);
      int marker = b.get(at - 1) & 0xff;
      if (marker == EOI) {
        return header(at);
      }
      if (!standsAlone(marker)) {
        int length = b.getShort(at) & 0xffff;
        segment(marker, at + 2, length - 2);
        at += length;
      }
    }
  }

  private ImageHeader header(int end) throws ImageRejectedException {
    if (width == 0 || scans == 0) {
      throw ImageHeader.corrupt("it holds no picture");
    }
    return scans == 1
        ? new ImageHeader(width, height, alpha, orientation, end - 2, READ_AHEAD)
        : new ImageHeader(width, height, alpha, orientation, end, 0);
  }

  /** Skips to the byte after the next marker; entropy-coded data and restart markers are passed. */
  private int nextMarker(int from) {
    int at = from;
    while (true) {
      while (b.get(at++) != (byte) 0xff) {}
      int marker = b.get(at) & 0xff;
      if (marker != 0 && marker != 0xff && (marker < RST0 || marker > RST7)) {
        return at + 1;
      }
    }
  }

  private static boolean standsAlone(int marker) {
    return marker == SOI || marker == TEM;
  }

  private void segment(int marker, int at, int length) throws ImageRejectedException {
    if (length < 0) {
      throw ImageHeader.corrupt("a segment has no length");
    }
    boolean frame =
        marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    if (frame) {
      frame(marker, at);
    } else if (marker == SOS && ++scans > MAX_SCANS) {
      throw ImageHeader.corrupt("it has more than " + MAX_SCANS + " scans");
    } else if (marker == APP1 && ImageHeader.hasText(b, at, "Exif\0\0")) {
      orientation = ExifOrientation.of(b.slice(at + 6, Math.min(length - 6, b.limit() - at - 6)));
    }
  }

  private void frame(int marker, int at) throws ImageRejectedException {
    int precision = b.get(at);
    height = b.getShort(at + 1) & 0xffff;
    width = b.getShort(at + 3) & 0xffff;
    if (marker != SOF0 && marker != SOF1 && marker != SOF2 || precision != 8 || height == 0) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED_FORMAT,
          "this kind of JPEG (arithmetic, lossless or 12-bit) is not supported;"
              + " save it as a baseline or progressive JPEG, or as PNG");
    }
    limits.checkSize(width, height);
  }
}
