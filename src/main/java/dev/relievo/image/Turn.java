package dev.relievo.image;

/**
 * Quarter turns and mirrorings. A pixel's place x to the right and y down goes to (xx * x + yx * y,
 * xy * x + yy * y), moved so that the image begins at 0.
 *
 * @param xx -1, 0 or 1, as all are
 * @param xy what of x goes down
 * @param yx what of y goes to the right
 * @param yy what of y goes down
 */
public record Turn(int xx, int xy, int yx, int yy) {

  /** Leaves an image as it is. */
  public static final Turn NONE = new Turn(1, 0, 0, 1);

  /** A quarter to the right. */
  public static final Turn CLOCKWISE = new Turn(0, 1, -1, 0);

  /** Whether it leaves images as they are. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** Whether it is one at all: each axis goes to exactly one. */
  public boolean isTurn() {
    return Math.abs(xx) + Math.abs(xy) == 1
        && Math.abs(yx) + Math.abs(yy) == 1
        && Math.abs(xx) == Math.abs(yy);
  }

  /** The image turned; the same one where nothing is to do. */
  public RgbImage of(RgbImage image) {
    if (isNone()) {
      return image;
    }
    int width = xx == 0 ? image.height() : image.width();
    int height = xx == 0 ? image.width() : image.height();
    RgbImage out = new RgbImage(width, height);
    int right = 3 * (xx + width * xy);
    int down = 3 * (yx + width * yy);
    int start =
        Math.max(0, -right) * (image.width() - 1) + Math.max(0, -down) * (image.height() - 1);
    byte[] from = image.data();
    byte[] to = out.data();
    for (int y = 0, i = 0; y < image.height(); y++) {
      for (int x = 0, o = start + y * down; x < image.width(); x++, i += 3, o += right) {
        to[o] = from[i];
        to[o + 1] = from[i + 1];
        to[o + 2] = from[i + 2];
      }
    }
    return out;
  }
}
