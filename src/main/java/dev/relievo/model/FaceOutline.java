package dev.relievo.model;

/**
 * The curve that the face is cut along: hairline, in front of the ears, under the chin. It is given
 * in directions from a point inside the head, as an angle from the forward axis that varies
 * smoothly around it, so that it needs no care under the chin; symmetric by construction.
 */
final class FaceOutline {

  /** Point inside the head, mm, relative to the middle of the eyes: y and z. */
  private static final double CENTRE_Y = -20;

  private static final double CENTRE_Z = -50;

  /** Angle around the forward axis: -90 chin, 0 ear, 90 forehead; and the cut there, degrees. */
  private static final double[] ROLL = {-90, -60, -30, 0, 30, 60, 90};

  private static final double[] LIMIT = {73, 79, 88, 93, 80, 66, 60};

  private FaceOutline() {}

  /**
   * Negative inside the face, positive outside; continuous.
   *
   * @param x mm, of the mean face, relative to the middle of the eyes
   * @param y mm
   * @param z mm
   */
  static double side(double x, double y, double z) {
    double dx = Math.abs(x), dy = y - CENTRE_Y, dz = z - CENTRE_Z;
    double angle = Math.toDegrees(Math.atan2(Math.hypot(dx, dy), dz));
    return angle - limit(Math.toDegrees(Math.atan2(dy, dx)));
  }

  /** Catmull-Rom interpolation of the limits, mirrored at both ends. */
  private static double limit(double roll) {
    int n = ROLL.length;
    double step = ROLL[1] - ROLL[0];
    int i = (int) Math.max(0, Math.min(n - 2, Math.floor((roll - ROLL[0]) / step)));
    double t = (roll - ROLL[i]) / step;
    double p0 = LIMIT[i == 0 ? 1 : i - 1], p1 = LIMIT[i], p2 = LIMIT[i + 1];
    double p3 = LIMIT[i + 2 == n ? n - 2 : i + 2];
    return p1
        + .5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
  }
}
