package dev.relievo.train.detail;

/**
 * Relief, its slopes, pigments and open sky of a face over the chart, side by side, so that one
 * look-up reads them all. Belongs to one thread.
 */
final class DetailMap {

  /** Numbers a texel: relief in mm, slopes in mm a chart width and height, three pigments, sky. */
  static final int CHANNELS = 4 + AlbedoDetail.PIGMENTS;

  /** Index of the open sky. */
  static final int OPEN = CHANNELS - 1;

  private static final int SIZE = SkinChart.SIZE;

  private final float[] map = new float[CHANNELS * SIZE * SIZE];

  /**
   * Takes a face.
   *
   * @param relief SIZE x SIZE, mm
   * @param pigments SIZE x SIZE x 3
   * @param open SIZE x SIZE, share of the sky that is seen, 0 to 1
   */
  void set(float[] relief, float[] pigments, float[] open) {
    for (int y = 0, t = 0; y < SIZE; y++) {
      int up = y > 0 ? SIZE : 0, down = y < SIZE - 1 ? SIZE : 0;
      for (int x = 0; x < SIZE; x++, t++) {
        int left = x > 0 ? 1 : 0, right = x < SIZE - 1 ? 1 : 0, o = CHANNELS * t;
        map[o] = relief[t];
        map[o + 1] = (relief[t + right] - relief[t - left]) * SIZE / (left + right);
        map[o + 2] = (relief[t + down] - relief[t - up]) * SIZE * SIZE / (up + down);
        for (int k = 0; k < AlbedoDetail.PIGMENTS; k++) {
          map[o + 3 + k] = pigments[AlbedoDetail.PIGMENTS * t + k];
        }
        map[o + OPEN] = open[t];
      }
    }
  }

  /**
   * Reads a place, bilinear.
   *
   * @param u 0 to 1
   * @param v 0 to 1
   * @param out receives {@value #CHANNELS} numbers
   */
  void read(float u, float v, float[] out) {
    float x = Math.max(0, Math.min(SIZE - 1.001f, u * SIZE - 0.5f));
    float y = Math.max(0, Math.min(SIZE - 1.001f, v * SIZE - 0.5f));
    int ix = (int) x, iy = (int) y, i = CHANNELS * (iy * SIZE + ix), down = CHANNELS * SIZE;
    float ax = x - ix, ay = y - iy, d = ax * ay, c = ay - d, b = ax - d, a = 1 - ax - c;
    for (int k = 0; k < CHANNELS; k++, i++) {
      out[k] =
          a * map[i] + b * map[i + CHANNELS] + c * map[i + down] + d * map[i + down + CHANNELS];
    }
  }
}
