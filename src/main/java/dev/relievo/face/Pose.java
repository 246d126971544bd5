package dev.relievo.face;

/**
 * A rigid pose: model space to camera space.
 *
 * <p>Model space is millimetres, +x to the subject's left, +y up, +z out of the face. Camera space
 * is millimetres, x right, y down, z forward. A face that looks straight into the camera therefore
 * has the rotation diag(1, -1, -1), a half turn about x.
 *
 * @param qw quaternion, real part; the quaternion has unit length
 * @param qx quaternion, i
 * @param qy quaternion, j
 * @param qz quaternion, k
 * @param x translation, mm
 * @param y translation, mm
 * @param z translation, mm; positive in front of the camera
 */
public record Pose(double qw, double qx, double qy, double qz, double x, double y, double z) {

  /** Normalises the quaternion; a zero quaternion is an error. */
  public Pose {
    double norm = Math.sqrt(qw * qw + qx * qx + qy * qy + qz * qz);
    if (!(norm > 1e-12) || !Double.isFinite(norm)) {
      throw new IllegalArgumentException("a pose needs a finite, non-zero quaternion");
    }
    qw /= norm;
    qx /= norm;
    qy /= norm;
    qz /= norm;
  }

  /** A face that looks straight into the camera from the given distance in mm. */
  public static Pose frontal(double distance) {
    return new Pose(0, 1, 0, 0, 0, 0, distance);
  }

  /** Nearest unit quaternion to a row-major 3x3 rotation (Shepperd's method). */
  public static Pose ofRotation(double[] r, double x, double y, double z) {
    double trace = r[0] + r[4] + r[8];
    double w, i, j, k;
    if (trace > r[0] && trace > r[4] && trace > r[8]) {
      w = 1 + trace;
      i = r[7] - r[5];
      j = r[2] - r[6];
      k = r[3] - r[1];
    } else if (r[0] >= r[4] && r[0] >= r[8]) {
      w = r[7] - r[5];
      i = 1 + r[0] - r[4] - r[8];
      j = r[1] + r[3];
      k = r[2] + r[6];
    } else if (r[4] >= r[8]) {
      w = r[2] - r[6];
      i = r[1] + r[3];
      j = 1 - r[0] + r[4] - r[8];
      k = r[5] + r[7];
    } else {
      w = r[3] - r[1];
      i = r[2] + r[6];
      j = r[5] + r[7];
      k = 1 - r[0] - r[4] + r[8];
    }
    return new Pose(w, i, j, k, x, y, z);
  }

  /** Row-major 3x3 rotation matrix. */
  public double[] rotation() {
    return new double[] {
      1 - 2 * (qy * qy + qz * qz),
      2 * (qx * qy - qw * qz),
      2 * (qx * qz + qw * qy),
      2 * (qx * qy + qw * qz),
      1 - 2 * (qx * qx + qz * qz),
      2 * (qy * qz - qw * qx),
      2 * (qx * qz - qw * qy),
      2 * (qy * qz + qw * qx),
      1 - 2 * (qx * qx + qy * qy)
    };
  }

  /**
   * The same pose in a camera whose coordinates are turned about the optical axis.
   *
   * @param angle radians, from +x towards +y
   */
  public Pose rolled(double angle) {
    double w = Math.cos(angle / 2), k = Math.sin(angle / 2);
    double cos = Math.cos(angle), sin = Math.sin(angle);
    return new Pose(
        w * qw - k * qz,
        w * qx - k * qy,
        w * qy + k * qx,
        w * qz + k * qw,
        cos * x - sin * y,
        sin * x + cos * y,
        z);
  }

  /** The pose of the mirrored face in the mirrored picture: x changes its sign in both spaces. */
  public Pose mirrored() {
    return new Pose(qw, qx, -qy, -qz, -x, y, z);
  }

  /**
   * Model to camera space.
   *
   * @param vertices n x 3, mm, model space
   * @param out n x 3, mm, camera space; may be {@code vertices} itself
   */
  public void apply(float[] vertices, float[] out) {
    rotate(vertices, out, x, y, z);
  }

  /** Rotates directions (normals) from model to camera space; may work in place. */
  public void rotate(float[] directions, float[] out) {
    rotate(directions, out, 0, 0, 0);
  }

  private void rotate(float[] in, float[] out, double tx, double ty, double tz) {
    double[] r = rotation();
    for (int i = 0; i < in.length; i += 3) {
      double a = in[i], b = in[i + 1], c = in[i + 2];
      out[i] = (float) (r[0] * a + r[1] * b + r[2] * c + tx);
      out[i + 1] = (float) (r[3] * a + r[4] * b + r[5] * c + ty);
      out[i + 2] = (float) (r[6] * a + r[7] * b + r[8] * c + tz);
    }
  }
}
