package dev.relievo.stage.regress;

/**
 * The model at some points, a point's values side by side: what single points are placed with. The
 * same numbers as {@code MorphableModel.restrict} gives, the other way round.
 */
final class PointBasis {

  private final float[] mean;
  private final float[] values;
  private final int unknowns;

  /**
   * @param rows the mean, then each basis vector: 3 values a point
   */
  PointBasis(float[][] rows) {
    mean = rows[0];
    unknowns = rows.length - 1;
    values = new float[mean.length * unknowns];
    for (int k = 0; k < unknowns; k++) {
      float[] row = rows[k + 1];
      for (int i = 0; i < mean.length; i++) {
        values[i * unknowns + k] = row[i];
      }
    }
  }

  /** Number of points. */
  int count() {
    return mean.length / 3;
  }

  /**
   * A coordinate of a point of the shape, mm.
   *
   * @param used coefficients from this one on are zero
   */
  double place(int point, int axis, double[] coefficients, int used) {
    int at = (3 * point + axis) * unknowns;
    double sum = mean[3 * point + axis];
    for (int k = 0; k < used; k++) {
      sum += coefficients[k] * values[at + k];
    }
    return sum;
  }

  /** How a point moves along a direction: n . b_k for the first {@code out.length} unknowns. */
  void along(int point, double[] n, double[] out) {
    int x = 3 * point * unknowns, y = x + unknowns, z = y + unknowns;
    for (int k = 0; k < out.length; k++) {
      out[k] = n[0] * values[x + k] + n[1] * values[y + k] + n[2] * values[z + k];
    }
  }
}
