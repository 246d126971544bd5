package dev.relievo.stage.regress;

import dev.relievo.face.MorphableModel;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Divides what a photograph cannot tell apart: a channel's light times {@code exp(-e)} and its
 * albedo times {@code exp(e)} give the same picture. The split is the most probable one under the
 * albedo's prior and a prior for the light's level: exposures differ, white balances differ less.
 *
 * <p>Instances are immutable and safe to share between threads.
 */
final class ToneBalance {

  /** Mean logarithm of the light on a face, by channel; over training photographs. */
  private static final double LEVEL = -0.6;

  /** Deviations of that level: luminance, red against green, blue against green. */
  private static final double[] DEVIATIONS = {0.6, 0.25, 0.25};

  private static final double[][] AXES = {{0.2126, 0.7152, 0.0722}, {1, -1, 0}, {0, -1, 1}};

  /** No step changes a channel by more than this factor's logarithm. */
  private static final double LONGEST = 1.5;

  private final double[][] tone;
  private final double[] precision;

  /**
   * @param modes the albedo's components: points x 3 x K, a colour's side by side
   * @param skin points that have the skin's tone
   */
  ToneBalance(MorphableModel model, float[] modes, int[] skin) {
    int k = model.albedoCount();
    tone = new double[3][k];
    precision = new double[9];
    for (int i = 0; i < 9; i++) {
      for (int a = 0; a < 3; a++) {
        precision[i] += AXES[a][i / 3] * AXES[a][i % 3] / (DEVIATIONS[a] * DEVIATIONS[a]);
      }
    }
    if (k > 0) {
      project(model.albedoMean(), modes, skin, k);
    }
  }

  /** Coefficients that come nearest to adding the mean albedo of one channel. */
  private void project(float[] mean, float[] modes, int[] skin, int k) {
    DMatrixRMaj h = new DMatrixRMaj(k, k), g = new DMatrixRMaj(k, 3);
    for (int v : skin) {
      for (int c = 0; c < 3; c++) {
        int row = (3 * v + c) * k;
        for (int a = 0; a < k; a++) {
          double m = modes[row + a];
          g.data[3 * a + c] += m * mean[3 * v + c];
          for (int b = 0; b < k; b++) {
            h.data[a * k + b] += m * modes[row + b];
          }
        }
      }
    }
    double ridge = 1e-3 * CommonOps_DDRM.trace(h) / k + 1e-12;
    for (int a = 0; a < k; a++) {
      h.data[a * k + a] += ridge;
    }
    DMatrixRMaj x = solve(h, g);
    for (int c = 0; c < 3; c++) {
      for (int a = 0; a < k; a++) {
        tone[c][a] = x.data[3 * a + c];
      }
    }
  }

  /**
   * Moves scale between light and albedo.
   *
   * @param level mean logarithm of the light on the visible skin, by channel
   * @param coefficients of albedo; receive their part
   * @return what the light's channels are to be multiplied with
   */
  double[] balance(double[] level, double[] coefficients) {
    DMatrixRMaj h = new DMatrixRMaj(3, 3), g = new DMatrixRMaj(3, 1);
    for (int a = 0; a < 3; a++) {
      g.data[a] = -dot(tone[a], coefficients);
      for (int b = 0; b < 3; b++) {
        h.data[3 * a + b] = precision[3 * a + b] + dot(tone[a], tone[b]);
        g.data[a] += precision[3 * a + b] * (level[b] - LEVEL);
      }
    }
    double[] e = solve(h, g).data;
    double[] factors = new double[3];
    for (int c = 0; c < 3; c++) {
      double step = Math.min(LONGEST, Math.max(-LONGEST, e[c]));
      factors[c] = Math.exp(-step);
      for (int a = 0; a < coefficients.length; a++) {
        coefficients[a] += tone[c][a] * (Math.exp(step) - 1);
      }
    }
    return factors;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static DMatrixRMaj solve(DMatrixRMaj h, DMatrixRMaj g) {
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(h.numRows);
    DMatrixRMaj x = new DMatrixRMaj(h.numRows, g.numCols);
    if (!solver.setA(h)) {
      throw new ArithmeticException("the albedo's components do not make a basis");
    }
    solver.solve(g, x);
    return x;
  }
}
