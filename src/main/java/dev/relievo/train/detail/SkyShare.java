package dev.relievo.train.detail;

import java.util.Arrays;

/**
 * How much of the sky skin sees over the relief around it: weighed by the cosine, of an even sky,
 * the mean of cos^2 h over the directions, h the angle at which the relief stands highest (Max,
 * "Horizon mapping: shadows for bump-mapped surfaces", 1988). Belongs to one thread.
 */
final class SkyShare {

  private static final int SIZE = SkinChart.SIZE;

  /** Where is looked, texels: eight ways. */
  private static final int[][] WAYS = {
    {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}
  };

  /** How far, texels of about 0.6 mm. */
  private static final int[] STEPS = {1, 2, 3, 5, 8};

  private static final int MARGIN = 8;

  private final SkinChart chart;
  private final float[] open = new float[SIZE * SIZE];

  SkyShare(SkinChart chart) {
    this.chart = chart;
  }

  /**
   * Looks round from every texel.
   *
   * @param relief SIZE x SIZE, mm
   * @param clefts SIZE x SIZE, light that does not come out again, 0 to 1
   * @param even how much of the light comes from all over the sky, 0 to 1; the rest comes from
   *     where the camera is and reaches whatever the camera sees
   * @return SIZE x SIZE, 0 to 1; overwritten by the next face
   */
  float[] of(float[] relief, float[] clefts, float even) {
    Arrays.fill(open, 1);
    if (even == 0) {
      return open;
    }
    for (int t : chart.skin()) {
      int x = t % SIZE, y = t / SIZE;
      boolean inside = x >= MARGIN && y >= MARGIN && x < SIZE - MARGIN && y < SIZE - MARGIN;
      float seen = (1 - clefts[t]) * (inside ? seen(relief, t) : 1);
      open[t] = 1 - even * (1 - seen);
    }
    return open;
  }

  private float seen(float[] relief, int t) {
    float w = chart.width(t), h = chart.height(t), sum = 0;
    for (int[] way : WAYS) {
      float squares = way[0] * way[0] * w * w + way[1] * way[1] * h * h, steepest = 0;
      int step = way[1] * SIZE + way[0];
      for (int k : STEPS) {
        float rise = relief[t + k * step] - relief[t];
        steepest = Math.max(steepest, rise / k);
      }
      sum += 1 / (1 + steepest * steepest / squares);
    }
    return sum / WAYS.length;
  }
}
