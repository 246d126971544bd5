package dev.relievo.stage.regress;

import dev.relievo.face.Illumination;

/**
 * What is believed of light and albedo before the colours are seen. The albedo's coefficients have
 * the deviation 1 around what is expected.
 *
 * @param light 3 x 9, expected
 * @param precision 3 x 9, inverse variances of that
 * @param share 3 x 9, further precision as a part of what the channel's samples say at most
 * @param albedo K, expected, standard deviations
 */
record ColourPrior(double[] light, double[] precision, double[] share, double[] albedo) {

  private static final int BANDS = Illumination.BANDS;

  /** Keeps a light determined that the samples leave open. */
  private static final double LEAST_SHARE = 1e-6;

  /** Directed light is a little less likely than light from everywhere, its fine structure less. */
  private static final double[] SHARE = {0, 1e-4, 1e-4, 1e-4, 4e-4, 4e-4, 4e-4, 4e-4, 4e-4};

  /**
   * Deviations of a light around the network's, as parts of the coefficient of light from
   * everywhere: wide, as photographs have lights that it has not learned. The level is left open.
   */
  private static final double[] DEVIATION = {1, 0.3, 0.3, 0.3, 0.15, 0.15, 0.15, 0.15, 0.15};

  /** A channel in the dark still has some light. */
  private static final double LEAST_LEVEL = 0.1;

  /** Nothing seen but the population. */
  static ColourPrior ofPopulation(int albedoCount) {
    int n = 3 * BANDS;
    double[] share = new double[n];
    for (int k = 0; k < n; k++) {
      share[k] = LEAST_SHARE + SHARE[k % BANDS];
    }
    return new ColourPrior(new double[n], new double[n], share, new double[albedoCount]);
  }

  /**
   * An answer that may be off.
   *
   * @param light 3 x 9
   * @param albedo standard deviations
   */
  static ColourPrior around(float[] light, float[] albedo) {
    int n = 3 * BANDS;
    double[] expected = new double[n], precision = new double[n], share = new double[n];
    for (int k = 0; k < n; k++) {
      expected[k] = light[k];
      double level = Math.max(LEAST_LEVEL, light[k - k % BANDS]);
      double deviation = level * DEVIATION[k % BANDS];
      precision[k] = 1 / (deviation * deviation);
      share[k] = LEAST_SHARE;
    }
    double[] coefficients = new double[albedo.length];
    for (int k = 0; k < albedo.length; k++) {
      coefficients[k] = albedo[k];
    }
    return new ColourPrior(expected, precision, share, coefficients);
  }
}
