package dev.relievo.stage.unwrap;

/**
 * Smooth extension of scattered colours over a square map by the push-pull pyramid (Gortler et al.,
 * "The Lumigraph", 1996): averages are pulled up by weight, then pushed down into what has none.
 * Buffers are reused; not safe to share between threads.
 */
final class PushPull {

  private final int size;
  private final float[][] colours;
  private final float[][] weights;

  /** A row of the coarser level between two of its rows, and a texel more at either end. */
  private final float[] row;

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
    row = new float[3 * (size / 2 + 2)];
  }

  /**
   * Fills in place: a texel of weight w keeps w of its colour and takes the rest from around it.
   *
   * @param colour side x side x 3
   * @param weight side x side, 0 to 1; not changed
   */
  void fill(float[] colour, float[] weight) {
    fill(colour, weight, null);
  }

  /**
   * Fills in place, only where it is wanted.
   *
   * @param colour side x side x 3
   * @param weight side x side, 0 to 1; not changed
   * @param wanted side x side, the texels to fill; null fills all
   */
  void fill(float[] colour, float[] weight, boolean[] wanted) {
    colours[0] = colour;
    weights[0] = weight;
    for (int l = 1; l < colours.length; l++) {
      pull(l);
    }
    for (int l = colours.length - 2; l > 0; l--) {
      push(l, null);
    }
    if (size > 1) {
      push(0, wanted);
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
        int a = 3 * i, b = 3 * (i + fine), to = 3 * o;
        if (sum > 0) {
          float scale = 1 / sum;
          w0 *= scale;
          w1 *= scale;
          w2 *= scale;
          w3 *= scale;
          oc[to] = w0 * c[a] + w1 * c[a + 3] + w2 * c[b] + w3 * c[b + 3];
          oc[to + 1] = w0 * c[a + 1] + w1 * c[a + 4] + w2 * c[b + 1] + w3 * c[b + 4];
          oc[to + 2] = w0 * c[a + 2] + w1 * c[a + 5] + w2 * c[b + 2] + w3 * c[b + 5];
        } else {
          oc[to] = 0;
          oc[to + 1] = 0;
          oc[to + 2] = 0;
        }
      }
    }
  }

  /** Bilinear from the coarser level into what lacks weight: between rows, then along the row. */
  private void push(int level, boolean[] wanted) {
    int side = size >> level;
    float[] c = colours[level], w = weights[level];
    for (int y = 0; y < side; y++) {
      boolean ready = false;
      for (int i = y * side, x = 0; x < side; x++, i++) {
        if (w[i] < 1 && (wanted == null || wanted[i])) {
          if (!ready) {
            betweenRows(colours[level + 1], side / 2, y);
            ready = true;
          }
          alongRow(x, w[i], c, 3 * i);
        }
      }
    }
  }

  private void betweenRows(float[] up, int coarse, int y) {
    int near = y >> 1, far = Math.max(0, Math.min(coarse - 1, near + ((y & 1) == 0 ? -1 : 1)));
    int n = 3 * coarse, a = n * near, b = n * far;
    for (int i = 0; i < n; i++) {
      row[3 + i] = 0.75f * up[a + i] + 0.25f * up[b + i];
    }
    System.arraycopy(row, 3, row, 0, 3);
    System.arraycopy(row, n, row, n + 3, 3);
  }

  private void alongRow(int x, float keep, float[] c, int at) {
    int near = 3 * (x >> 1) + 3, far = near + ((x & 1) == 0 ? -3 : 3);
    float take = 1 - keep, a = 0.75f * take, b = 0.25f * take;
    c[at] = keep * c[at] + a * row[near] + b * row[far];
    c[at + 1] = keep * c[at + 1] + a * row[near + 1] + b * row[far + 1];
    c[at + 2] = keep * c[at + 2] + a * row[near + 2] + b * row[far + 2];
  }
}
