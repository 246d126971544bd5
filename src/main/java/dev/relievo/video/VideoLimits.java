package dev.relievo.video;

import dev.relievo.image.ImageLimits;

/**
 * How large the pictures of a video may be. Checked against what the container declares, and given
 * to the decoder, which asks before it takes memory: an H.264 decoder keeps up to 17 pictures at
 * 1.5 bytes a pixel, 430 MB at the limit.
 */
final class VideoLimits {

  /** 4096 x 4096. */
  static final long MAX_PIXELS = 1 << 24;

  private static final int MIN_SIDE = ImageLimits.DEFAULT.minSide();

  private VideoLimits() {}

  /**
   * Checks a size.
   *
   * @param name of the video, for the message
   * @throws VideoException where it is too large or too small
   */
  static void check(String name, long width, long height) throws VideoException {
    String size = "%s: its pictures have %d x %d pixels".formatted(name, width, height);
    if (width < MIN_SIDE || height < MIN_SIDE) {
      throw new VideoException(size + ", at least " + MIN_SIDE + " a side are needed");
    }
    if (width > MAX_PIXELS / height) {
      throw new VideoException(size + ", at most 4096 x 4096 are allowed; scale it down");
    }
  }
}
