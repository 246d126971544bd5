package dev.relievo.image;

import dev.relievo.record.RejectReason;

/**
 * How large and how small an image may be. Checked against the file's header, before any pixel is
 * decoded, so that a small file cannot claim much memory.
 *
 * @param maxBytes encoded size
 * @param maxPixels width x height; a decoded pixel takes 3 bytes of heap, and while it is decoded 3
 *     to 8 bytes of native memory
 * @param minSide least width and height, pixels
 */
public record ImageLimits(int maxBytes, long maxPixels, int minSide) {

  /** 16 MiB (the largest frame record), 64 megapixels, 32 pixels a side. */
  public static final ImageLimits DEFAULT = new ImageLimits(16 << 20, 64_000_000, 32);

  /**
   * For crops, which detection makes of at most 512 pixels a side: a record's 1 MiB, and four times
   * the pixels, as whoever may write to the topic may write larger ones.
   */
  public static final ImageLimits CROPS = new ImageLimits(1 << 20, 1024 * 1024, 32);

  /** For maps over the chart: a record's 4 MiB, 2048 texels a side, however small. */
  public static final ImageLimits MAPS = new ImageLimits(4 << 20, 2048 * 2048, 1);

  void checkBytes(int bytes) throws ImageRejectedException {
    if (bytes == 0) {
      throw new ImageRejectedException(RejectReason.EMPTY, "the file is empty");
    }
    if (bytes > maxBytes) {
      throw new ImageRejectedException(
          RejectReason.TOO_MANY_BYTES,
          "the file has "
              + bytes
              + " bytes, at most "
              + maxBytes
              + " are allowed; save it with a lower quality or fewer pixels");
    }
  }

  void checkSize(long width, long height) throws ImageRejectedException {
    String size = "the image is " + width + " x " + height + " pixels";
    if (width < minSide || height < minSide) {
      throw new ImageRejectedException(
          RejectReason.TOO_SMALL, size + ", at least " + minSide + " a side are needed");
    }
    if (width > maxPixels / height) {
      throw new ImageRejectedException(
          RejectReason.TOO_MANY_PIXELS,
          size + ", at most " + maxPixels / 1_000_000 + " megapixels are allowed; scale it down");
    }
  }
}
