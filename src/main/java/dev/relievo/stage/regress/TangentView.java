package dev.relievo.stage.regress;

import dev.relievo.face.Camera;
import dev.relievo.face.Pose;

/**
 * Landmarks seen by a virtual camera that looks straight at the face: the frame's camera turned
 * about its centre. Off-axis perspective disappears, so that one quadratic form serves all points.
 *
 * @param rotation row-major 3x3, frame camera to virtual camera
 * @param points n x 2, on the plane at depth 1 of the virtual camera
 * @param depths n, relative, in the units of {@code points}
 */
record TangentView(double[] rotation, double[] points, double[] depths) {

  /**
   * @param landmarks n x 3: x, y in pixels of the frame; z at the same scale
   */
  static TangentView of(float[] landmarks, Camera camera) {
    int n = landmarks.length / 3;
    double mx = 0, my = 0;
    for (int i = 0; i < n; i++) {
      mx += landmarks[3 * i] / (double) n;
      my += landmarks[3 * i + 1] / (double) n;
    }
    double[] r =
        towards((mx - camera.centreX()) / camera.focal(), (my - camera.centreY()) / camera.focal());
    double[] points = new double[2 * n];
    double[] depths = new double[n];
    for (int i = 0; i < n; i++) {
      double x = (landmarks[3 * i] - camera.centreX()) / camera.focal();
      double y = (landmarks[3 * i + 1] - camera.centreY()) / camera.focal();
      double z = r[6] * x + r[7] * y + r[8];
      points[2 * i] = (r[0] * x + r[1] * y + r[2]) / z;
      points[2 * i + 1] = (r[3] * x + r[4] * y + r[5]) / z;
      depths[i] = landmarks[3 * i + 2] / camera.focal();
    }
    return new TangentView(r, points, depths);
  }

  /** The smallest rotation that brings the ray (x, y, 1) onto the axis (0, 0, 1). */
  private static double[] towards(double x, double y) {
    double norm = Math.sqrt(x * x + y * y + 1);
    double ax = x / norm, ay = y / norm, c = 1 / norm;
    double k = 1 / (1 + c);
    return new double[] {
      1 - k * ax * ax, -k * ax * ay, -ax, -k * ax * ay, 1 - k * ay * ay, -ay, ax, ay, c
    };
  }

  /** A pose in the virtual camera, brought back to the frame's camera. */
  Pose toFrame(double[] r, double[] t) {
    double[] back = new double[9];
    double[] moved = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        moved[i] += rotation[3 * k + i] * t[k];
        for (int j = 0; j < 3; j++) {
          back[3 * i + j] += rotation[3 * k + i] * r[3 * k + j];
        }
      }
    }
    return Pose.ofRotation(back, moved[0], moved[1], moved[2]);
  }
}
