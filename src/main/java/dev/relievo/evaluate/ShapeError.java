package dev.relievo.evaluate;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Distance between corresponding vertices of two faces of one model, after the similarity that
 * brings them nearest to each other (Umeyama, PAMI 13, 1991): pose and size do not count. The
 * vertices are the face's skin, lips and brows on the full mesh, without eyeballs, lids' rims and
 * the inside of the mouth.
 */
final class ShapeError {

  private final int[] vertices;

  ShapeError(MorphableModel model) {
    boolean[] skin = new boolean[model.vertexCount()];
    int[] triangles = model.triangles();
    for (int i = 0; i < triangles.length; i++) {
      int v = triangles[i];
      skin[v] |= model.parts()[i / 3] == MorphableModel.SKIN && !Region.EYES.in(model.regions()[v]);
    }
    int[] chosen = new int[skin.length];
    int n = 0;
    for (int v = 0; v < skin.length; v++) {
      if (skin[v]) {
        chosen[n++] = v;
      }
    }
    vertices = Arrays.copyOf(chosen, n);
  }

  /** Indices of the vertices that count. */
  int[] vertices() {
    return vertices;
  }

  /**
   * Mean distance.
   *
   * @param shape V x 3, moved onto the truth
   * @param truth V x 3, mm
   * @return mm
   */
  double of(float[] shape, float[] truth) {
    double[] a = centroid(shape), b = centroid(truth);
    DMatrixRMaj cross = new DMatrixRMaj(3, 3);
    double spread = 0;
    for (int v : vertices) {
      for (int c = 0; c < 3; c++) {
        double d = shape[3 * v + c] - a[c];
        spread += d * d;
        for (int r = 0; r < 3; r++) {
          cross.data[3 * r + c] += (truth[3 * v + r] - b[r]) * d;
        }
      }
    }
    double[] m = scaledRotation(cross, spread);
    double sum = 0;
    for (int v : vertices) {
      double x = shape[3 * v] - a[0], y = shape[3 * v + 1] - a[1], z = shape[3 * v + 2] - a[2];
      double squared = 0;
      for (int r = 0; r < 3; r++) {
        double d = m[3 * r] * x + m[3 * r + 1] * y + m[3 * r + 2] * z;
        d += b[r] - truth[3 * v + r];
        squared += d * d;
      }
      sum += Math.sqrt(squared);
    }
    return sum / vertices.length;
  }

  private double[] centroid(float[] points) {
    double[] out = new double[3];
    for (int v : vertices) {
      for (int c = 0; c < 3; c++) {
        out[c] += points[3 * v + c] / (double) vertices.length;
      }
    }
    return out;
  }

  /** 3 x 3, row-major. */
  private static double[] scaledRotation(DMatrixRMaj cross, double spread) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(3, 3, true, true, false);
    if (!svd.decompose(cross)) {
      throw new ArithmeticException("the shapes to compare are degenerate");
    }
    double[] u = svd.getU(null, false).data, vt = svd.getV(null, true).data;
    double[] s = svd.getSingularValues();
    int smallest = s[0] < s[1] ? (s[0] < s[2] ? 0 : 2) : (s[1] < s[2] ? 1 : 2);
    double sign = Math.signum(determinant(u) * determinant(vt));
    double[] out = new double[9];
    double trace = 0;
    for (int k = 0; k < 3; k++) {
      double d = k == smallest ? sign : 1;
      trace += d * s[k];
      for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 3; c++) {
          out[3 * r + c] += u[3 * r + k] * d * vt[3 * k + c];
        }
      }
    }
    for (int i = 0; i < 9; i++) {
      out[i] *= trace / spread;
    }
    return out;
  }

  private static double determinant(double[] m) {
    return m[0] * (m[4] * m[8] - m[5] * m[7])
        - m[1] * (m[3] * m[8] - m[5] * m[6])
        + m[2] * (m[3] * m[7] - m[4] * m[6]);
  }
}
