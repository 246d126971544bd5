package dev.relievo.model;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * Mean and principal components of sampled faces. Samples are aligned to the mean by similarities
 * of the skin, and each counts together with its mirror image, so that every component is exactly
 * symmetric or exactly antisymmetric.
 *
 * @param mean control points x 3, mm
 * @param modes rows of points x 3, mm per standard deviation, largest first
 * @param explained share of the skin's variance in the first k modes, at k - 1
 * @param heldOut mean distance of a skin point of unseen samples from their best fit with the first
 *     20, 40, ... modes, mm
 * @param deviation root mean square of the unseen samples' coefficients: near one
 */
record IdentityBasis(
    double[] mean, double[][] modes, double[] explained, double[] heldOut, double deviation) {

  private static final int HELD_OUT_STEP = 20;

  /**
   * Learns the components.
   *
   * @param mesh which points are skin, and the mirror
   * @param mean the face that the components vary
   * @param samples faces in any frame
   * @param heldOut further faces
   * @param count components wanted
   */
  static IdentityBasis learn(
      ControlMesh mesh,
      double[] mean,
      double[][] samples,
      double[][] heldOut,
      int count,
      Random random) {
    double[][] halves = new double[2 * samples.length][];
    IntStream.range(0, samples.length)
        .parallel()
        .forEach(
            s -> {
              double[] d = aligned(mesh, mean, samples[s]);
              double[] flipped = mesh.flipped(d);
              double[] even = new double[d.length], odd = new double[d.length];
              for (int i = 0; i < d.length; i++) {
                even[i] = .5 * (d[i] + flipped[i]);
                odd[i] = .5 * (d[i] - flipped[i]);
              }
              halves[2 * s] = even;
              halves[2 * s + 1] = odd;
            });
    double[][] skin = skin(mesh, halves);
    Dense.Eigen eigen = Dense.leading(skin, count, random);
    double[][] scores = Dense.timesTransposed(skin, eigen.vectors());
    double[][] modes = Dense.transposedTimes(scores, halves);
    double total = 0;
    for (double[] row : skin) {
      total += Dense.dot(row, row);
    }
    double[] explained = new double[count];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      // modes = X' X v; per standard deviation: X' X v / (sqrt(lambda) sqrt(n)).
      Dense.scale(modes[k], 1 / Math.sqrt(eigen.values()[k] * samples.length));
      parity(mesh, modes[k]);
      sum += eigen.values()[k];
      explained[k] = sum / total;
    }
    return measured(mesh, mean, modes, explained, heldOut);
  }

  /** A sample's displacement from the mean after the best similarity of the skin. */
  static double[] aligned(ControlMesh mesh, double[] mean, double[] sample) {
    double[] d = Procrustes.fit(sample, mean, mesh.skinCount()).apply(sample);
    for (int i = 0; i < d.length; i++) {
      d[i] -= mean[i];
    }
    return d;
  }

  /** Coefficients, in standard deviations, of a displacement's best fit. */
  static double[] coefficients(double[] displacement, double[][] modes, int skinCount) {
    double[] out = new double[modes.length];
    double[] d = java.util.Arrays.copyOf(displacement, 3 * skinCount);
    for (int k = 0; k < modes.length; k++) {
      double[] m = java.util.Arrays.copyOf(modes[k], 3 * skinCount);
      out[k] = Dense.dot(d, m) / Dense.dot(m, m);
    }
    return out;
  }

  private static double[][] skin(ControlMesh mesh, double[][] rows) {
    double[][] out = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      out[i] = java.util.Arrays.copyOf(rows[i], 3 * mesh.skinCount());
    }
    return out;
  }

  /** Removes what rounding left of the other parity. */
  private static void parity(ControlMesh mesh, double[] mode) {
    double[] flipped = mesh.flipped(mode);
    double sign = Dense.dot(mode, flipped) < 0 ? -1 : 1;
    for (int i = 0; i < mode.length; i++) {
      mode[i] = .5 * (mode[i] + sign * flipped[i]);
    }
  }

  private static IdentityBasis measured(
      ControlMesh mesh, double[] mean, double[][] modes, double[] explained, double[][] heldOut) {
    double[] errors = new double[modes.length / HELD_OUT_STEP];
    double squares = 0;
    for (double[] sample : heldOut) {
      double[] rest = aligned(mesh, mean, sample);
      double[] c = coefficients(rest, modes, mesh.skinCount());
      squares += Dense.dot(c, c);
      for (int k = 0; k < modes.length; k++) {
        Dense.axpy(-c[k], modes[k], rest);
        if ((k + 1) % HELD_OUT_STEP == 0) {
          errors[k / HELD_OUT_STEP] += meanLength(rest, mesh.skinCount()) / heldOut.length;
        }
      }
    }
    double deviation = Math.sqrt(squares / heldOut.length / modes.length);
    return new IdentityBasis(mean, modes, explained, errors, deviation);
  }

  private static double meanLength(double[] d, int points) {
    double sum = 0;
    for (int i = 0; i < 3 * points; i += 3) {
      sum += Math.sqrt(d[i] * d[i] + d[i + 1] * d[i + 1] + d[i + 2] * d[i + 2]);
    }
    return sum / points;
  }
}
