package dev.relievo.stage.detect;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * How different two sets of points are once place, size and orientation are the same: the
 * Procrustes distance, {@code sqrt(1 - (s1 + s2 +- s3)^2)} with the singular values of the product
 * of both, centred and of unit norm (Umeyama, PAMI 13, 1991). 0: the same shape; 1: nothing in
 * common.
 */
final class ShapeDistance {

  private ShapeDistance() {}

  /**
   * The distance.
   *
   * @param a n x 3
   * @param b n x 3
   */
  static double between(float[] a, float[] b) {
    double[] p = normalised(a), q = normalised(b);
    DMatrixRMaj product = new DMatrixRMaj(3, 3);
    for (int i = 0; i < p.length; i += 3) {
      for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 3; c++) {
          product.data[3 * r + c] += p[i + r] * q[i + c];
        }
      }
    }
    double sign = Math.signum(determinant(product.data));
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(3, 3, false, false, false);
    if (!svd.decompose(product)) {
      return 1;
    }
    double[] s = svd.getSingularValues();
    double least = Math.min(s[0], Math.min(s[1], s[2]));
    double alike = s[0] + s[1] + s[2] - (sign < 0 ? 2 * least : 0);
    return Math.sqrt(Math.max(0, 1 - alike * alike));
  }

  private static double[] normalised(float[] points) {
    double[] out = new double[points.length];
    int n = points.length / 3;
    double norm = 0;
    for (int c = 0; c < 3; c++) {
      double mean = 0;
      for (int i = c; i < points.length; i += 3) {
        mean += points[i] / (double) n;
      }
      for (int i = c; i < points.length; i += 3) {
        out[i] = points[i] - mean;
        norm += out[i] * out[i];
      }
    }
    double scale = 1 / Math.sqrt(Math.max(norm, 1e-12));
    for (int i = 0; i < out.length; i++) {
      out[i] *= scale;
    }
    return out;
  }

  private static double determinant(double[] m) {
    return m[0] * (m[4] * m[8] - m[5] * m[7])
        - m[1] * (m[3] * m[8] - m[5] * m[6])
        + m[2] * (m[3] * m[7] - m[4] * m[6]);
  }
}
