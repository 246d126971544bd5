package dev.relievo.model;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Dense products over rows of samples. Each result is summed by one thread in a fixed order, so the
 * same input gives the same bits however many threads there are.
 */
final class Dense {

  private Dense() {}

  /** Rows of {@code a} times rows of {@code b}: out[i][j] = a[i] . b[j]. */
  static double[][] timesTransposed(double[][] a, double[][] b) {
    double[][] out = new double[a.length][b.length];
    IntStream.range(0, a.length)
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j < b.length; j++) {
                out[i][j] = dot(a[i], b[j]);
              }
            });
    return out;
  }

  /** out[j] = sum over i of weights[i][j] a[i]: the transpose of {@code weights} times a. */
  static double[][] transposedTimes(double[][] weights, double[][] a) {
    int k = weights[0].length, n = a[0].length;
    double[][] out = new double[k][n];
    IntStream.range(0, k)
        .parallel()
        .forEach(
            j -> {
              for (int i = 0; i < a.length; i++) {
                axpy(weights[i][j], a[i], out[j]);
              }
            });
    return out;
  }

  static double dot(double[] a, double[] b) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int n = a.length, i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + s2 + s3;
  }

  /** y += a x. */
  static void axpy(double a, double[] x, double[] y) {
    if (a != 0) {
      for (int i = 0; i < y.length; i++) {
        y[i] += a * x[i];
      }
    }
  }

  static void scale(double[] x, double by) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= by;
    }
  }

  static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }

  /** Gram-Schmidt, twice for accuracy; vectors that vanish become zero. */
  static void orthonormalise(double[][] rows) {
    for (int k = 0; k < rows.length; k++) {
      double before = norm(rows[k]);
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < k; j++) {
          axpy(-dot(rows[j], rows[k]), rows[j], rows[k]);
        }
      }
      double length = norm(rows[k]);
      scale(rows[k], length > 1e-10 * before && length > 0 ? 1 / length : 0);
    }
  }

  /**
   * Eigenvalues and vectors of a symmetric matrix.
   *
   * @param values largest first
   * @param vectors the rows belonging to them, unit length, largest entry positive
   */
  record Eigen(double[] values, double[][] vectors) {}

  static Eigen eigen(double[][] symmetric) {
    int n = symmetric.length;
    EigenDecomposition_F64<DMatrixRMaj> evd = DecompositionFactory_DDRM.eig(n, true, true);
    if (!evd.decompose(new DMatrixRMaj(symmetric))) {
      throw new IllegalStateException("the eigenvalues of a " + n + " matrix did not converge");
    }
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) -> Double.compare(evd.getEigenvalue(b).getReal(), evd.getEigenvalue(a).getReal()));
    double[] values = new double[n];
    double[][] vectors = new double[n][];
    for (int i = 0; i < n; i++) {
      values[i] = evd.getEigenvalue(order[i]).getReal();
      vectors[i] = evd.getEigenVector(order[i]).getData().clone();
      fixSign(vectors[i]);
    }
    return new Eigen(values, vectors);
  }

  /** Eigenvectors have no sign of their own: the largest entry is made positive. */
  static void fixSign(double[] v) {
    double largest = 0;
    for (double x : v) {
      largest = Math.abs(x) > Math.abs(largest) * (1 + 1e-9) ? x : largest;
    }
    if (largest < 0) {
      scale(v, -1);
    }
  }

  /**
   * Leading eigenvectors of X'X by a randomised range finder with power iterations (Halko,
   * Martinsson and Tropp, SIAM Review 53, 2011).
   *
   * @param x samples by values
   * @param k wanted
   * @return eigenvalues of X'X and unit rows of X's width
   */
  static Eigen leading(double[][] x, int k, Random random) {
    int n = x[0].length, wide = Math.min(Math.min(k + 30, x.length), n);
    double[][] range = new double[wide][n];
    for (double[] row : range) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    for (int pass = 0; pass < 3; pass++) {
      range = transposedTimes(timesTransposed(x, range), x);
      orthonormalise(range);
    }
    double[][] projected = timesTransposed(x, range);
    double[][] gram = new double[wide][wide];
    for (double[] row : projected) {
      for (int i = 0; i < wide; i++) {
        axpy(row[i], row, gram[i]);
      }
    }
    Eigen small = eigen(gram);
    double[][] columns = new double[wide][k];
    for (int i = 0; i < wide; i++) {
      for (int j = 0; j < k; j++) {
        columns[i][j] = small.vectors()[j][i];
      }
    }
    return new Eigen(Arrays.copyOf(small.values(), k), transposedTimes(columns, range));
  }

  /** Inverse of a small well-conditioned matrix, row-major. */
  static DMatrixRMaj inverse(DMatrixRMaj m) {
    DMatrixRMaj out = new DMatrixRMaj(m.numRows, m.numCols);
    if (!CommonOps_DDRM.invert(m, out)) {
      throw new IllegalStateException("a matrix is singular");
    }
    return out;
  }
}
