package dev.relievo.model;

/**
 * The sphere of an eyeball.
 *
 * @param centre x, y, z, mm
 * @param radius mm
 */
record Eyeball(double[] centre, double radius) {

  /** The left eyeball of a face. */
  static Eyeball left(ControlMesh mesh, double[] points) {
    return of(points, mesh.leftEye()[0], mesh.leftEye()[1]);
  }

  /** The sphere through the pole and the points of the outermost ring. */
  private static Eyeball of(double[] points, int pole, int end) {
    double[] ring = new double[3], axis = new double[3];
    int n = EyeballCap.SECTORS;
    for (int v = end - n; v < end; v++) {
      for (int a = 0; a < 3; a++) {
        ring[a] += points[3 * v + a] / n;
      }
    }
    double height = 0, across = 0;
    for (int a = 0; a < 3; a++) {
      axis[a] = points[3 * pole + a] - ring[a];
      height += axis[a] * axis[a];
    }
    for (int v = end - n; v < end; v++) {
      for (int a = 0; a < 3; a++) {
        across += Math.pow(points[3 * v + a] - ring[a], 2) / n;
      }
    }
    height = Math.sqrt(height);
    double radius = (height * height + across) / (2 * height);
    double[] centre = new double[3];
    for (int a = 0; a < 3; a++) {
      centre[a] = points[3 * pole + a] - radius * axis[a] / height;
    }
    return new Eyeball(centre, radius);
  }

  /** Distance of a point from the surface, positive outside. */
  double clearance(double[] points, int v) {
    double sum = 0;
    for (int a = 0; a < 3; a++) {
      sum += Math.pow(points[3 * v + a] - centre[a], 2);
    }
    return Math.sqrt(sum) - radius;
  }

  /** Puts a point at a distance from the surface, in the direction of another. */
  void put(double[] points, int v, double[] towards, double clear) {
    double length = clearance(towards, 0) + radius;
    for (int a = 0; a < 3; a++) {
      points[3 * v + a] = centre[a] + (towards[a] - centre[a]) * (radius + clear) / length;
    }
  }

  /** Moves a point away from the centre until it is clear of the surface. */
  void pushOut(double[] points, int v, double clear) {
    double now = clearance(points, v) + radius, least = radius + clear;
    if (now < least) {
      for (int a = 0; a < 3; a++) {
        points[3 * v + a] = centre[a] + (points[3 * v + a] - centre[a]) * least / now;
      }
    }
  }
}
