package dev.relievo.evaluate;

/**
 * Sums of a picture's values over any upright box, each in four reads (summed-area table; Crow,
 * 1984). An instance belongs to one thread.
 */
final class BoxSums {

  private final int width;
  private final int height;

  /** (height + 1) x (width + 1): sums over all pixels above and to the left. */
  private final double[] sums;

  /**
   * Takes a picture.
   *
   * @param values height x width
   */
  BoxSums(float[] values, int width, int height) {
    this.width = width;
    this.height = height;
    sums = new double[(width + 1) * (height + 1)];
    for (int y = 0; y < height; y++) {
      double row = 0;
      for (int x = 0; x < width; x++) {
        row += values[y * width + x];
        sums[at(x + 1, y + 1)] = row + sums[at(x + 1, y)];
      }
    }
  }

  /**
   * The sum over a square around a pixel, as far as there is picture.
   *
   * @param p number of the pixel, row by row
   * @param reach pixels to each side
   */
  double around(int p, int reach) {
    int x = p % width, y = p / width;
    int left = Math.max(0, x - reach), right = Math.min(width, x + reach + 1);
    int above = Math.max(0, y - reach), below = Math.min(height, y + reach + 1);
    return sums[at(right, below)]
        - sums[at(left, below)]
        - sums[at(right, above)]
        + sums[at(left, above)];
  }

  private int at(int x, int y) {
    return y * (width + 1) + x;
  }
}
