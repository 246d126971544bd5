package dev.relievo.stage.unwrap;

import java.util.Arrays;

/**
 * Smooth extension of scattered colours over a square map by the push-pull pyramid (Gortler et al.,
 * "The Lumigraph", 1996): averages are pulled up by weight, then pushed down into what has none.
 * Buffers are reused; not safe to share between threads.
 */
final class PushPull {

  private final int size;
  private final float[][] colours;
  private final float[][] weights;

  /** For maps of the given side, a power of two. */
  PushPull(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("a map's side must be a power of two, not " + size);
    }
    this.size = size;
    int levels = Integer.numberOfTrailingZeros(size) + 1;
    colours = new float[levels][];
    weights = new float[levels][];
    for (int l = 1; l < levels; l++) {
      int n = (size >> l) * (size >> l);
      colours[l] = new float[3 * n];
      weights[l] = new float[n];
    }
  }

  /**
   * Fills in place: a texel of weight w keeps w of its colour and takes the rest from around it.
   *
   * @param colour side x side x 3
   * @param weight side x side, 0 to 1; not changed
   */
  void fill(float[] colour, float[] weight) {
    colours[0] = colour;
    weights[0] = weight;
    for (int l = 1; l < colours.length; l++) {
      pull(l);
    }
    for (int l = colours.length - 2; l >= 0; l--) {
      push(l);
    }
  }

  private void pull(int level) {
    int side = size >> level, fine = side * 2;
    float[] c = colours[level - 1], w = weights[level - 1];
    float[] oc = colours[level], ow = weights[level];
    for (int y = 0, o = 0; y < side; y++) {
      for (int x = 0; x < side; x++, o++) {
        int i = 2 * y * fine + 2 * x;
        float w0 = w[i], w1 = w[i + 1], w2 = w[i + fine], w3 = w[i + fine + 1];
        float sum = w0 + w1 + w2 + w3;
        ow[o] = Math.min(1, sum);
        if (sum > 0) {
          int a = 3 * i, b = 3 * (i + fine);
          for (int k = 0; k < 3; k++) {
            oc[3 * o + k] =
                (w0 * c[a + k] + w1 * c[a + 3 + k] + w2 * c[b + k] + w3 * c[b + 3 + k]) / sum;
          }
        } else {
          Arrays.fill(oc, 3 * o, 3 * o + 3, 0);
        }
      }
    }
  }

  /** Bilinear from the coarser level into what lacks weight. */
  private void push(int level) {
    int side = size >> level, coarse = side / 2;
    float[] c = colours[level], w = weights[level], up = colours[level + 1];
    for (int y = 0, i = 0; y < side; y++) {
      int y0 = y >> 1, y1 = clamp(y0 + ((y & 1) == 0 ? -1 : 1), coarse);
      for (int x = 0; x < side; x++, i++) {
        float keep = w[i];
        if (keep >= 1) {
          continue;
        }
        int x0 = x >> 1, x1 = clamp(x0 + ((x & 1) == 0 ? -1 : 1), coarse);
        int a = 3 * (y0 * coarse + x0), b = 3 * (y0 * coarse + x1);
        int d = 3 * (y1 * coarse + x0), e = 3 * (y1 * coarse + x1);
        for (int k = 0; k < 3; k++) {
          float v = 0.5625f * up[a + k] + 0.1875f * (up[b + k] + up[d + k]) + 0.0625f * up[e + k];
          c[3 * i + k] = keep * c[3 * i + k] + (1 - keep) * v;
        }
      }
    }
  }

  private static int clamp(int i, int side) {
    return Math.max(0, Math.min(side - 1, i));
  }
}
