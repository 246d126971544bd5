package dev.relievo.evaluate;

import dev.relievo.face.DisplacementMap;

/**
 * How dark folds are inside, from how far skin lies below what is around it (a cavity map), so that
 * narrow deep folds are dark and wide ones hardly are. Two shares of light: of the sky, which a
 * valley's walls hide, and of all light, much of which does not come out again where a fold closes.
 * Shares nothing with what training renders, which follows horizons and draws clefts by chance.
 */
final class FoldShade {

  /** Channel of the sky's share, and of all light's. */
  static final int SKY = 0;

  static final int ALL = 1;

  /** What is around: standard deviation of its Gaussian, mm. */
  private static final double AROUND_SKY = 1.5;

  private static final double AROUND_CLEFT = 0.9;

  /** Nominal side of the whole chart, mm. */
  private static final double CHART = 256;

  /** So far below what is around a fold has closed by two thirds, mm. */
  private static final double CLOSED = 0.07;

  private FoldShade() {}

  /**
   * Looks into the folds of a face.
   *
   * @param strength of all light, what is lost at most where a fold is closed, 0 to 1
   * @return two channels, 0 to 1, of the relief's size
   */
  static UvField of(DisplacementMap relief, double strength) {
    int size = relief.size();
    float[] out = new float[2 * size * size];
    float[] wide = below(relief, AROUND_SKY), narrow = below(relief, AROUND_CLEFT);
    for (int t = 0; t < size * size; t++) {
      double slope = wide[t] / AROUND_SKY, closed = narrow[t] / CLOSED;
      out[2 * t + SKY] = (float) (1 / (1 + slope * slope));
      out[2 * t + ALL] = (float) (1 - strength * (1 - Math.exp(-closed * closed)));
    }
    return new UvField(size, 2, out);
  }

  /** How far below what is around, mm, 0 where above. */
  private static float[] below(DisplacementMap relief, double around) {
    int size = relief.size();
    float[] mm = relief.millimetres();
    float[] out = Gaussian.smooth(mm, null, size, size, around * size / CHART);
    for (int t = 0; t < out.length; t++) {
      out[t] = Math.max(0, out[t] - mm[t]);
    }
    return out;
  }

  /**
   * Light that leaves a fold, with what its walls throw back: of a share that comes from outside,
   * {@code share / (1 - albedo (1 - share))}, the sum over all bounces in an even cavity.
   *
   * @param share from outside, 0 to 1
   * @param albedo 0 to 1
   */
  static double reached(double share, double albedo) {
    return share / (1 - albedo * (1 - share));
  }
}
