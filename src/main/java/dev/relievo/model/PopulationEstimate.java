package dev.relievo.model;

import dev.relievo.face.FaceParameters;

/**
 * Sums over people of what fits found and of what they left open: the expectation step of a linear
 * Gaussian latent model (Dempster, Laird and Rubin, 1977). A face counts with its coefficients'
 * posterior mean and covariance.
 */
final class PopulationEstimate {

  private final int size;
  private final double[] sum;
  private final double[][] squares;
  private int people;

  /**
   * @param size coefficients of a face
   */
  PopulationEstimate(int size) {
    this.size = size;
    sum = new double[size];
    squares = new double[size][size];
  }

  /** Adds a fitted face: identity, then corrective coefficients. */
  void add(FaceParameters face, double[] covariance) {
    double[] c = new double[size];
    int first = face.identity().length;
    for (int k = 0; k < size; k++) {
      c[k] = k < first ? face.identity()[k] : face.corrective()[k - first];
    }
    add(c, covariance);
  }

  /**
   * Adds a person.
   *
   * @param mean posterior mean
   * @param covariance posterior covariance, size x size
   */
  void add(double[] mean, double[] covariance) {
    people++;
    for (int i = 0; i < size; i++) {
      sum[i] += mean[i];
      double[] row = squares[i];
      for (int j = 0; j < size; j++) {
        row[j] += mean[i] * mean[j] + covariance[i * size + j];
      }
    }
  }

  /** Adds the people of another estimate. */
  void add(PopulationEstimate other) {
    people += other.people;
    Dense.axpy(1, other.sum, sum);
    for (int i = 0; i < size; i++) {
      Dense.axpy(1, other.squares[i], squares[i]);
    }
  }

  /** Number of people added. */
  int people() {
    return people;
  }

  /** Mean over people. */
  double[] mean() {
    double[] out = sum.clone();
    Dense.scale(out, 1.0 / people);
    return out;
  }

  /** Covariance over people, about their mean: size x size. */
  double[][] covariance() {
    double[] m = mean();
    double[][] out = new double[size][];
    for (int i = 0; i < size; i++) {
      out[i] = squares[i].clone();
      Dense.scale(out[i], 1.0 / people);
      Dense.axpy(-m[i], m, out[i]);
    }
    return out;
  }
}
