package dev.relievo.model;

/** Nearest points on a triangle mesh. */
final class SurfacePoints {

  /**
   * A point of the surface.
   *
   * @param triangle index of the triangle
   * @param weights barycentric, 3
   */
  record On(int triangle, double[] weights) {}

  private final double[] points;
  private final int[] triangles;
  private final int[] allowed;
  private final double[] normals;

  /**
   * A search over a mesh.
   *
   * @param points vertices x 3
   * @param triangles T x 3
   * @param allowed triangles to search
   */
  SurfacePoints(double[] points, int[] triangles, int[] allowed) {
    this.points = points;
    this.triangles = triangles;
    this.allowed = allowed;
    normals = new double[3 * allowed.length];
    for (int i = 0; i < allowed.length; i++) {
      int t = 3 * allowed[i];
      double[] n = Triangles.cross(points, triangles[t], triangles[t + 1], triangles[t + 2]);
      double l = Math.sqrt(Dense.dot(n, n));
      for (int a = 0; a < 3; a++) {
        normals[3 * i + a] = n[a] / Math.max(l, 1e-12);
      }
    }
  }

  /**
   * The nearest point whose triangle faces the same way.
   *
   * @param p x, y, z
   * @param normal unit direction, or null for any
   */
  On nearest(double[] p, double[] normal) {
    double best = Double.MAX_VALUE;
    On out = null;
    for (int i = 0; i < allowed.length; i++) {
      if (normal != null
          && normals[3 * i] * normal[0]
                  + normals[3 * i + 1] * normal[1]
                  + normals[3 * i + 2] * normal[2]
              < .3) {
        continue;
      }
      double[] w = closest(p, allowed[i]);
      double d = 0;
      for (int a = 0; a < 3; a++) {
        double e = at(allowed[i], w, a) - p[a];
        d += e * e;
      }
      if (d < best) {
        best = d;
        out = new On(allowed[i], w);
      }
    }
    return out == null ? nearest(p, null) : out;
  }

  /** Coordinates of a point of the surface. */
  double[] place(On on) {
    return new double[] {
      at(on.triangle(), on.weights(), 0),
      at(on.triangle(), on.weights(), 1),
      at(on.triangle(), on.weights(), 2)
    };
  }

  private double at(int t, double[] w, int axis) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += w[k] * points[3 * triangles[3 * t + k] + axis];
    }
    return sum;
  }

  /** Barycentric weights of the point of a triangle nearest to p. */
  private double[] closest(double[] p, int t) {
    int ia = 3 * triangles[3 * t], ib = 3 * triangles[3 * t + 1], ic = 3 * triangles[3 * t + 2];
    double d00 = 0, d01 = 0, d11 = 0, d20 = 0, d21 = 0;
    for (int a = 0; a < 3; a++) {
      double u = points[ib + a] - points[ia + a], v = points[ic + a] - points[ia + a];
      double w = p[a] - points[ia + a];
      d00 += u * u;
      d01 += u * v;
      d11 += v * v;
      d20 += w * u;
      d21 += w * v;
    }
    double det = d00 * d11 - d01 * d01;
    double b = det <= 0 ? -1 : (d11 * d20 - d01 * d21) / det;
    double c = det <= 0 ? -1 : (d00 * d21 - d01 * d20) / det;
    if (b >= 0 && c >= 0 && b + c <= 1) {
      return new double[] {1 - b - c, b, c};
    }
    double[] best = null;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < 3; k++) {
      double[] w = onEdge(p, 3 * triangles[3 * t + k], 3 * triangles[3 * t + (k + 1) % 3], k);
      double d = 0;
      for (int a = 0; a < 3; a++) {
        double e = at(t, w, a) - p[a];
        d += e * e;
      }
      if (d < least) {
        least = d;
        best = w;
      }
    }
    return best;
  }

  private double[] onEdge(double[] p, int i, int j, int k) {
    double along = 0, length = 0;
    for (int a = 0; a < 3; a++) {
      double e = points[j + a] - points[i + a];
      along += e * (p[a] - points[i + a]);
      length += e * e;
    }
    double s = length <= 0 ? 0 : Math.max(0, Math.min(1, along / length));
    double[] w = new double[3];
    w[k] = 1 - s;
    w[(k + 1) % 3] += s;
    return w;
  }
}
