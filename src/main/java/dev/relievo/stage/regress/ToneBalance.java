package dev.relievo.stage.regress;

import org.ejml.data.DMatrixRMaj;
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
  private static final double[] DEVIATIONS = {0.4, 0.25, 0.25};

  private static final double[][] AXES = {{0.2126, 0.7152, 0.0722}, {1, -1, 0}, {0, -1, 1}};

  /** No channel is changed by more than this factor's logarithm. */
  private static final double LONGEST = 1.5;

  private static final int STEPS = 4;

  private final double[][] tone;
  private final double[] precision;

  ToneBalance(SkinAlbedo skin) {
    int k = skin.modeCount();
    tone = new double[3][k];
    precision = new double[9];
    for (int i = 0; i < 9; i++) {
      for (int a = 0; a < 3; a++) {
        precision[i] += AXES[a][i / 3] * AXES[a][i % 3] / (DEVIATIONS[a] * DEVIATIONS[a]);
      }
    }
    if (k > 0) {
      project(skin, k);
    }
  }

  /** The most probable coefficients of an albedo that has the mean of one channel added. */
  private void project(SkinAlbedo skin, int k) {
    DMatrixRMaj h = new DMatrixRMaj(k, k), g = new DMatrixRMaj(k, 3);
    float[] mean = skin.mean(), modes = skin.modes();
    for (int i = 0; i < mean.length; i++) {
      double w = skin.step() * ColourSolver.VERTEX_PRECISION * ColourSolver.slope(mean[i]);
      for (int a = 0; a < k; a++) {
        double m = w * modes[i * k + a];
        g.data[3 * a + i % 3] += m * mean[i];
        for (int b = 0; b < k; b++) {
          h.data[a * k + b] += m * modes[i * k + b];
        }
      }
    }
    for (int a = 0; a < k; a++) {
      h.data[a * k + a] += 1;
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
    double[] e = new double[3];
    for (int step = 0; step < STEPS; step++) {
      step(level, coefficients, e);
    }
    double[] factors = new double[3];
    double[] moved = moved(coefficients, e);
    System.arraycopy(moved, 0, coefficients, 0, moved.length);
    for (int c = 0; c < 3; c++) {
      factors[c] = Math.exp(-e[c]);
    }
    return factors;
  }

  /** A Gauss-Newton step on the three logarithms. */
  private void step(double[] level, double[] coefficients, double[] e) {
    double[] moved = moved(coefficients, e);
    DMatrixRMaj h = new DMatrixRMaj(3, 3), g = new DMatrixRMaj(3, 1);
    for (int a = 0; a < 3; a++) {
      g.data[a] = -Math.exp(e[a]) * dot(tone[a], moved);
      for (int b = 0; b < 3; b++) {
        h.data[3 * a + b] = precision[3 * a + b] + Math.exp(e[a] + e[b]) * dot(tone[a], tone[b]);
        g.data[a] += precision[3 * a + b] * (level[b] - e[b] - LEVEL);
      }
    }
    double[] delta = solve(h, g).data;
    for (int c = 0; c < 3; c++) {
      e[c] = Math.min(LONGEST, Math.max(-LONGEST, e[c] + delta[c]));
    }
  }

  /** Coefficients of an albedo whose channels are multiplied with exp(e), to first order in it. */
  private double[] moved(double[] coefficients, double[] e) {
    double[] out = coefficients.clone();
    for (int c = 0; c < 3; c++) {
      for (int a = 0; a < out.length; a++) {
        out[a] += tone[c][a] * (Math.exp(e[c]) - 1);
      }
    }
    return out;
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
