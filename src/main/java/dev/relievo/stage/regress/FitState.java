package dev.relievo.stage.regress;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Where a {@link LandmarkFit} stands: pose in the virtual camera, coefficients, landmarks. */
final class FitState {

  /** Where a face may be, mm; what lies outside is no face. */
  private static final double NEAREST = 20;

  private static final double FARTHEST = 1e6;

  private static final int ROTATION = 0;
  private static final int TRANSLATION = 3;
  private static final int OFFSET = 6;

  private final float[][] rows;
  private final double[] coefficients;
  private final float[] shape;
  private double[] r;
  private final double[] t;
  private double offset;
  private int used;

  private FitState(float[][] rows, int unknowns, double[] r, double[] t) {
    this.rows = rows;
    this.r = r;
    this.t = t;
    coefficients = new double[unknowns];
    shape = rows[0].clone();
  }

  /** Aligns the mean face to the landmarks by a similarity (Umeyama, 1991). */
  static FitState start(TangentView view, float[][] rows, double[] weights, int unknowns) {
    float[] m = rows[0];
    double[] mc = new double[3], yc = new double[3];
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      total += weights[i];
      for (int a = 0; a < 3; a++) {
        mc[a] += weights[i] * m[3 * i + a];
        yc[a] += weights[i] * target(view, i, a);
      }
    }
    for (int a = 0; a < 3; a++) {
      mc[a] /= total;
      yc[a] /= total;
    }
    DMatrixRMaj covariance = new DMatrixRMaj(3, 3);
    double variance = 0;
    for (int i = 0; i < weights.length; i++) {
      for (int b = 0; b < 3; b++) {
        double mb = m[3 * i + b] - mc[b];
        variance += weights[i] * mb * mb;
        for (int a = 0; a < 3; a++) {
          covariance.data[3 * a + b] += weights[i] * (target(view, i, a) - yc[a]) * mb;
        }
      }
    }
    double[] r = new double[9];
    double scale = rotationOf(covariance, r) / variance;
    if (!(scale > 1 / FARTHEST) || scale > 1 / NEAREST) {
      throw new ArithmeticException("the landmarks do not span a face");
    }
    double[] t = new double[3];
    for (int a = 0; a < 3; a++) {
      double rotated = r[3 * a] * mc[0] + r[3 * a + 1] * mc[1] + r[3 * a + 2] * mc[2];
      t[a] = a == 2 ? 1 / scale : yc[a] / scale - rotated;
    }
    FitState state = new FitState(rows, unknowns, r, t);
    double depth = 0;
    for (int i = 0; i < weights.length; i++) {
      depth += weights[i] * (state.turned(i, 2) - view.depths()[i] * t[2]);
    }
    state.offset = depth / total;
    return state;
  }

  private static double target(TangentView view, int i, int axis) {
    return axis == 2 ? view.depths()[i] : view.points()[2 * i + axis];
  }

  /** The rotation nearest to a covariance; returns the trace of the scaled singular values. */
  private static double rotationOf(DMatrixRMaj covariance, double[] out) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(3, 3, true, true, false);
    if (!svd.decompose(covariance.copy())) {
      throw new ArithmeticException("the landmarks do not span a face");
    }
    double[] u = svd.getU(null, false).data;
    double[] vt = svd.getV(null, true).data;
    double[] s = svd.getSingularValues();
    int smallest = s[0] < s[1] ? (s[0] < s[2] ? 0 : 2) : (s[1] < s[2] ? 1 : 2);
    double sign = Math.signum(determinant(u) * determinant(vt));
    double trace = 0;
    for (int k = 0; k < 3; k++) {
      double d = k == smallest ? sign : 1;
      trace += d * s[k];
      for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
          out[3 * a + b] += u[3 * a + k] * d * vt[3 * k + b];
        }
      }
    }
    return trace;
  }

  private static double determinant(double[] m) {
    return m[0] * (m[4] * m[8] - m[5] * m[7])
        - m[1] * (m[3] * m[8] - m[5] * m[6])
        + m[2] * (m[3] * m[7] - m[4] * m[6]);
  }

  double[] rotation() {
    return r;
  }

  double[] translation() {
    return t;
  }

  double[] coefficients() {
    return coefficients;
  }

  /**
   * R' diag(1, 1, d^2 + mean |p|^2) R as xx, yy, zz, xy, xz, yz: what the coefficients' Hessian
   * weighs the directions of space with. The mean of |p|^2 stands for the products with p, without
   * which steps are too long on faces close to the camera.
   */
  double[] shapeMetric(TangentView view, double depthWeight) {
    double d = depthWeight * depthWeight;
    for (double p : view.points()) {
      d += p * p * 2 / view.points().length;
    }
    int[][] pairs = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
    double[] out = new double[6];
    for (int s = 0; s < 6; s++) {
      int a = pairs[s][0], b = pairs[s][1];
      out[s] = r[a] * r[b] + r[3 + a] * r[3 + b] + d * r[6 + a] * r[6 + b];
    }
    return out;
  }

  /** A coordinate of landmark i, turned into camera axes. */
  private double turned(int i, int axis) {
    return r[3 * axis] * shape[3 * i]
        + r[3 * axis + 1] * shape[3 * i + 1]
        + r[3 * axis + 2] * shape[3 * i + 2];
  }

  /**
   * Adds what the landmarks say about pose and about pose with coefficients, and the gradient. The
   * Hessian leaves out the products with p (at most 0.15 on a face that fills its view), the
   * gradient has them: the fixed point is exact.
   */
  void accumulate(NormalEquations eq, TangentView view, double[] weights, double depthWeight) {
    int active = eq.shapeCount();
    double d2 = depthWeight * depthWeight;
    double[] back = new double[shape.length];
    double[][] cross = new double[OFFSET + 1][active > 0 ? shape.length : 0];
    double[] jx = new double[OFFSET + 1], jy = new double[OFFSET + 1], jz = new double[OFFSET + 1];
    for (int i = 0; i < weights.length; i++) {
      double w = weights[i];
      if (w == 0) {
        continue;
      }
      double px = view.points()[2 * i], py = view.points()[2 * i + 1];
      double x = turned(i, 0), y = turned(i, 1), z = turned(i, 2);
      double rx = px * (z + t[2]) - x - t[0];
      double ry = py * (z + t[2]) - y - t[1];
      double rz = view.depths()[i] * t[2] + offset - z;
      jacobian(x, y, z, px, py, jx, jy, jz);
      for (int a = 0; a <= OFFSET; a++) {
        for (int b = 0; b <= a; b++) {
          eq.add(a, b, w * (jx[a] * jx[b] + jy[a] * jy[b] + d2 * jz[a] * jz[b]));
        }
      }
      double qx = -w * rx, qy = -w * ry, qz = w * (px * rx + py * ry) - w * d2 * rz;
      eq.addGradient(ROTATION, y * qz - z * qy);
      eq.addGradient(ROTATION + 1, z * qx - x * qz);
      eq.addGradient(ROTATION + 2, x * qy - y * qx);
      eq.addGradient(TRANSLATION, qx);
      eq.addGradient(TRANSLATION + 1, qy);
      eq.addGradient(TRANSLATION + 2, w * (px * rx + py * ry));
      eq.addGradient(OFFSET, w * d2 * rz);
      if (active > 0) {
        toModel(qx, qy, qz, back, 3 * i);
        for (int a = 0; a <= OFFSET; a++) {
          toModel(-w * jx[a], -w * jy[a], -w * d2 * jz[a], cross[a], 3 * i);
        }
      }
    }
    for (int k = 0; k < active; k++) {
      float[] b = rows[k + 1];
      eq.addGradient(OFFSET + 1 + k, dot(b, back));
      for (int a = 0; a <= OFFSET; a++) {
        eq.add(OFFSET + 1 + k, a, dot(b, cross[a]));
      }
    }
  }

  private static void jacobian(
      double x, double y, double z, double px, double py, double[] jx, double[] jy, double[] jz) {
    jx[0] = 0;
    jx[1] = -z;
    jx[2] = y;
    jy[0] = z;
    jy[1] = 0;
    jy[2] = -x;
    jz[0] = -y;
    jz[1] = x;
    jz[2] = 0;
    Arrays.fill(jx, TRANSLATION, OFFSET + 1, 0);
    Arrays.fill(jy, TRANSLATION, OFFSET + 1, 0);
    Arrays.fill(jz, TRANSLATION, OFFSET + 1, 0);
    jx[3] = -1;
    jx[5] = px;
    jy[4] = -1;
    jy[5] = py;
    jz[6] = 1;
  }

  private void toModel(double x, double y, double z, double[] out, int at) {
    out[at] = r[0] * x + r[3] * y + r[6] * z;
    out[at + 1] = r[1] * x + r[4] * y + r[7] * z;
    out[at + 2] = r[2] * x + r[5] * y + r[8] * z;
  }

  private static double dot(float[] a, double[] b) {
    double s0 = 0, s1 = 0, s2 = 0;
    for (int i = 0; i < b.length; i += 3) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
    }
    return s0 + s1 + s2;
  }

  /**
   * Adds one point that counts along one direction of the image: the residual is n . (p Z - X).
   *
   * @param basis holds the point
   * @param point its index there
   * @param px where it was seen, x on the plane at depth 1
   * @param py the same, y
   * @param nx direction, x; the direction has unit length
   * @param ny direction, y
   * @param weight inverse variance, 1 / mm^2
   */
  void accumulateAlong(
      NormalEquations eq,
      PointBasis basis,
      int point,
      double px,
      double py,
      double nx,
      double ny,
      double weight) {
    int active = eq.shapeCount();
    double[] p = place(basis, point);
    double x = p[0], y = p[1], z = p[2];
    double residual = nx * (px * (z + t[2]) - x - t[0]) + ny * (py * (z + t[2]) - y - t[1]);
    double pn = px * nx + py * ny;
    double[] j = {ny * z, -nx * z, nx * y - ny * x, -nx, -ny, pn, 0};
    double[] direction = new double[3];
    double[] shapeJ = new double[active];
    toModel(-nx, -ny, pn, direction, 0);
    basis.along(point, direction, shapeJ);
    for (int k = 0; k < active; k++) {
      eq.addGradient(OFFSET + 1 + k, weight * residual * shapeJ[k]);
    }
    toModel(-nx, -ny, 0, direction, 0);
    basis.along(point, direction, shapeJ);
    for (int a = 0; a < OFFSET; a++) {
      eq.addGradient(a, weight * j[a] * residual);
      for (int b = 0; b <= a; b++) {
        eq.add(a, b, weight * j[a] * j[b]);
      }
    }
    for (int k = 0; k < active; k++) {
      double s = weight * shapeJ[k];
      for (int a = 0; a < OFFSET; a++) {
        eq.add(OFFSET + 1 + k, a, s * j[a]);
      }
      eq.addShapeRow(k, s, shapeJ);
    }
  }

  /** A point of the current shape, turned into camera axes, without the translation. */
  double[] place(PointBasis basis, int point) {
    return place(basis, point, used);
  }

  /** The same of the mean shape. */
  double[] placeMean(PointBasis basis, int point) {
    return place(basis, point, 0);
  }

  private double[] place(PointBasis basis, int point, int count) {
    double x = basis.place(point, 0, coefficients, count);
    double y = basis.place(point, 1, coefficients, count);
    double z = basis.place(point, 2, coefficients, count);
    return new double[] {
      r[0] * x + r[1] * y + r[2] * z, r[3] * x + r[4] * y + r[5] * z, r[6] * x + r[7] * y + r[8] * z
    };
  }

  /** Half the weighted squares of the landmarks' residuals. */
  double misfit(TangentView view, double[] weights, double depthWeight) {
    double d2 = depthWeight * depthWeight;
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        double z = turned(i, 2);
        double rx = view.points()[2 * i] * (z + t[2]) - turned(i, 0) - t[0];
        double ry = view.points()[2 * i + 1] * (z + t[2]) - turned(i, 1) - t[1];
        double rz = view.depths()[i] * t[2] + offset - z;
        sum += weights[i] * (rx * rx + ry * ry + d2 * rz * rz);
      }
    }
    return sum / 2;
  }

  /** A copy to try a step on. */
  FitState copy() {
    FitState copy = new FitState(rows, coefficients.length, r.clone(), t.clone());
    copy.offset = offset;
    copy.used = used;
    System.arraycopy(coefficients, 0, copy.coefficients, 0, coefficients.length);
    System.arraycopy(shape, 0, copy.shape, 0, shape.length);
    return copy;
  }

  /** Takes the step: rotation, translation, depth offset, then the first coefficients. */
  void apply(double[] delta, int active) {
    r = turn(delta[0], delta[1], delta[2]);
    for (int a = 0; a < 3; a++) {
      t[a] += delta[TRANSLATION + a];
    }
    t[2] = Math.max(t[2], NEAREST);
    offset += delta[OFFSET];
    if (active == 0) {
      return;
    }
    used = Math.max(used, active);
    for (int k = 0; k < active; k++) {
      coefficients[k] += delta[OFFSET + 1 + k];
    }
    System.arraycopy(rows[0], 0, shape, 0, shape.length);
    for (int k = 0; k < coefficients.length; k++) {
      float c = (float) coefficients[k];
      if (c != 0) {
        float[] b = rows[k + 1];
        for (int i = 0; i < shape.length; i++) {
          shape[i] += c * b[i];
        }
      }
    }
  }

  /** exp(w) R by Rodrigues' formula. */
  private double[] turn(double wx, double wy, double wz) {
    double angle = Math.sqrt(wx * wx + wy * wy + wz * wz);
    double s = angle < 1e-9 ? 1 : Math.sin(angle) / angle;
    double c = angle < 1e-9 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
    double[] out = new double[9];
    for (int col = 0; col < 3; col++) {
      double x = r[col], y = r[3 + col], z = r[6 + col];
      double cx = wy * z - wz * y, cy = wz * x - wx * z, cz = wx * y - wy * x;
      out[col] = x + s * cx + c * (wy * cz - wz * cy);
      out[3 + col] = y + s * cy + c * (wz * cx - wx * cz);
      out[6 + col] = z + s * cz + c * (wx * cy - wy * cx);
    }
    return out;
  }
}
