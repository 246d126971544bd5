package dev.relievo.evaluate;

import dev.relievo.face.Pose;

/**
 * Yaw, pitch and roll of a head: {@code R = Rz(roll) Rx(pitch) Ry(yaw) diag(1, -1, -1)} in camera
 * axes (x right, y down, z forward). Radians.
 *
 * @param yaw about the vertical axis
 * @param pitch about the horizontal axis
 * @param roll about the optical axis
 */
record HeadPose(double yaw, double pitch, double roll) {

  /** Model to camera, row-major. */
  static double[] rotation(double yaw, double pitch, double roll) {
    double cy = Math.cos(yaw), sy = Math.sin(yaw);
    double cp = Math.cos(pitch), sp = Math.sin(pitch);
    double cr = Math.cos(roll), sr = Math.sin(roll);
    // Rx Ry
    double[] m = {cy, 0, sy, sp * sy, cp, -sp * cy, -cp * sy, sp, cp * cy};
    double[] out = new double[9];
    for (int c = 0; c < 3; c++) {
      double flip = c == 0 ? 1 : -1;
      out[c] = flip * (cr * m[c] - sr * m[3 + c]);
      out[3 + c] = flip * (sr * m[c] + cr * m[3 + c]);
      out[6 + c] = flip * m[6 + c];
    }
    return out;
  }

  /** The angles of a pose. */
  static HeadPose of(Pose pose) {
    double[] r = pose.rotation();
    // Without diag(1, -1, -1): m = Rz Rx Ry, whose last row is (-cp sy, sp, cp cy) and whose
    // second column is (-sr cp, cr cp, sp).
    double yaw = Math.atan2(-r[6], -r[8]);
    double pitch = Math.asin(Math.max(-1, Math.min(1, -r[7])));
    double roll = Math.atan2(r[1], -r[4]);
    return new HeadPose(yaw, pitch, roll);
  }

  /** Mean absolute difference of the three angles, degrees. */
  double differenceTo(HeadPose other) {
    double sum = turn(yaw - other.yaw) + turn(pitch - other.pitch) + turn(roll - other.roll);
    return Math.toDegrees(sum / 3);
  }

  private static double turn(double angle) {
    return Math.abs(Math.IEEEremainder(angle, 2 * Math.PI));
  }
}
