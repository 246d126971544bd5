package dev.relievo.train.detail;

import java.util.random.RandomGenerator;

/**
 * Smooth noise over a square map: a random number at each knot of a lattice, eased in between.
 * Belongs to one thread.
 */
final class ValueNoise {

  private final int size;
  private final float[] knots;
  private int cells;

  /**
   * For maps of this size.
   *
   * @param size side of the maps, texels
   * @param mostCells of a lattice along a side
   */
  ValueNoise(int size, int mostCells) {
    this.size = size;
    knots = new float[(mostCells + 1) * (mostCells + 1)];
  }

  /** Draws the knots, of mean 0 and standard deviation 1. */
  void draw(RandomGenerator r, int cells) {
    this.cells = cells;
    for (int i = 0; i < (cells + 1) * (cells + 1); i++) {
      knots[i] = (float) r.nextGaussian();
    }
  }

  /**
   * Adds the noise that was drawn last.
   *
   * @param out maps, texel by texel
   * @param channel which of them
   * @param channels how many there are
   * @param amplitude standard deviation at the knots
   */
  void add(float[] out, int channel, int channels, float amplitude) {
    int side = cells + 1;
    for (int y = 0, o = channel; y < size; y++) {
      float gy = (float) y * cells / size, ay = ease(gy - (int) gy);
      int row = (int) gy * side;
      for (int x = 0; x < size; x++, o += channels) {
        float gx = (float) x * cells / size, ax = ease(gx - (int) gx);
        int i = row + (int) gx;
        float top = knots[i] + ax * (knots[i + 1] - knots[i]);
        float bottom = knots[i + side] + ax * (knots[i + side + 1] - knots[i + side]);
        out[o] += amplitude * (top + ay * (bottom - top));
      }
    }
  }

  /** From 0 to 1 without a kink at either end. */
  static float ease(float q) {
    return q * q * (3 - 2 * q);
  }
}
