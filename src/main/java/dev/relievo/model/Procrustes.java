package dev.relievo.model;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Best similarity between point sets (Umeyama, PAMI 13, 1991). */
final class Procrustes {

  /**
   * A similarity: {@code q = scale R p + shift}.
   *
   * @param scale positive
   * @param rotation 3 x 3, row-major
   * @param shift 3
   */
  record Similarity(double scale, double[] rotation, double[] shift) {

    /** The image of points x 3. */
    double[] apply(double[] points) {
      double[] out = new double[points.length];
      for (int i = 0; i < points.length; i += 3) {
        for (int a = 0; a < 3; a++) {
          double sum = 0;
          for (int b = 0; b < 3; b++) {
            sum += rotation[3 * a + b] * points[i + b];
          }
          out[i + a] = scale * sum + shift[a];
        }
      }
      return out;
    }
  }

  private Procrustes() {}

  /**
   * The similarity that brings points nearest to others in the least-squares sense.
   *
   * @param from points x 3
   * @param to the same number
   * @param count how many of the leading points count
   */
  static Similarity fit(double[] from, double[] to, int count) {
    double[] a = centroid(from, count), b = centroid(to, count);
    DMatrixRMaj cross = new DMatrixRMaj(3, 3);
    double spread = 0;
    for (int i = 0; i < 3 * count; i += 3) {
      for (int r = 0; r < 3; r++) {
        spread += (from[i + r] - a[r]) * (from[i + r] - a[r]);
        for (int c = 0; c < 3; c++) {
          cross.add(r, c, (to[i + r] - b[r]) * (from[i + c] - a[c]));
        }
      }
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(3, 3, true, true, false);
    if (!svd.decompose(cross)) {
      throw new IllegalStateException("the points to align are degenerate");
    }
    DMatrixRMaj u = svd.getU(null, false), vt = svd.getV(null, true);
    double[] s = svd.getSingularValues();
    SingularOps_DDRM.descendingOrder(u, false, s, 3, vt, true);
    double flip = CommonOps_DDRM.det(u) * CommonOps_DDRM.det(vt) < 0 ? -1 : 1;
    for (int r = 0; r < 3; r++) {
      u.set(r, 2, flip * u.get(r, 2));
    }
    DMatrixRMaj rotation = new DMatrixRMaj(3, 3);
    CommonOps_DDRM.mult(u, vt, rotation);
    double scale = (s[0] + s[1] + flip * s[2]) / spread;
    double[] shift = b.clone();
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        shift[r] -= scale * rotation.get(r, c) * a[c];
      }
    }
    return new Similarity(scale, rotation.getData().clone(), shift);
  }

  private static double[] centroid(double[] points, int count) {
    double[] out = new double[3];
    for (int i = 0; i < 3 * count; i++) {
      out[i % 3] += points[i] / count;
    }
    return out;
  }

  /**
   * The tangent of the similarities at a shape: three shifts, three rotations, growth.
   *
   * @return 7 orthonormal rows of points x 3
   */
  static double[][] tangent(double[] points) {
    int n = points.length / 3;
    double[] c = centroid(points, n);
    double[][] out = new double[7][points.length];
    for (int i = 0; i < n; i++) {
      double x = points[3 * i] - c[0], y = points[3 * i + 1] - c[1], z = points[3 * i + 2] - c[2];
      double[][] rows = {
        {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, -z, y}, {z, 0, -x}, {-y, x, 0}, {x, y, z}
      };
      for (int k = 0; k < 7; k++) {
        System.arraycopy(rows[k], 0, out[k], 3 * i, 3);
      }
    }
    Dense.orthonormalise(out);
    return Arrays.copyOf(out, 7);
  }
}
