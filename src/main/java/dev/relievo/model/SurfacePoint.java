package dev.relievo.model;

import dev.relievo.face.MorphableModel;

/** The point of the skin nearest to a point of space (Ericson, "Real-Time Collision Detection"). */
final class SurfacePoint {

  private final float[] vertices;
  private final int[] triangles;
  private final byte[] parts;
  private final double[] weights = new double[3];
  private int triangle;
  private double distance;

  SurfacePoint(float[] vertices, int[] triangles, byte[] parts) {
    this.vertices = vertices;
    this.triangles = triangles;
    this.parts = parts;
  }

  /** Finds it; the accessors speak of the last search. */
  void nearest(double x, double y, double z) {
    distance = Double.MAX_VALUE;
    double[] w = new double[3];
    for (int t = 0; t < parts.length; t++) {
      if (parts[t] == MorphableModel.SKIN) {
        double d = onTriangle(t, x, y, z, w);
        if (d < distance) {
          distance = d;
          triangle = t;
          System.arraycopy(w, 0, weights, 0, 3);
        }
      }
    }
  }

  int triangle() {
    return triangle;
  }

  /** Barycentric, sum 1. */
  float[] weights() {
    return new float[] {(float) weights[0], (float) weights[1], (float) weights[2]};
  }

  /** Squared distance; the barycentric weights of the nearest point go to {@code w}. */
  private double onTriangle(int t, double x, double y, double z, double[] w) {
    int a = 3 * triangles[3 * t], b = 3 * triangles[3 * t + 1], c = 3 * triangles[3 * t + 2];
    double d1 = 0, d2 = 0, d3 = 0, d4 = 0, d5 = 0, d6 = 0;
    double[] p = {x, y, z};
    for (int k = 0; k < 3; k++) {
      double ab = vertices[b + k] - vertices[a + k], ac = vertices[c + k] - vertices[a + k];
      d1 += ab * (p[k] - vertices[a + k]);
      d2 += ac * (p[k] - vertices[a + k]);
      d3 += ab * (p[k] - vertices[b + k]);
      d4 += ac * (p[k] - vertices[b + k]);
      d5 += ab * (p[k] - vertices[c + k]);
      d6 += ac * (p[k] - vertices[c + k]);
    }
    double va = d3 * d6 - d5 * d4, vb = d5 * d2 - d1 * d6, vc = d1 * d4 - d3 * d2;
    if (d1 <= 0 && d2 <= 0) {
      set(w, 1, 0, 0);
    } else if (d3 >= 0 && d4 <= d3) {
      set(w, 0, 1, 0);
    } else if (d6 >= 0 && d5 <= d6) {
      set(w, 0, 0, 1);
    } else if (vc <= 0 && d1 >= 0 && d3 <= 0) {
      double v = d1 / (d1 - d3);
      set(w, 1 - v, v, 0);
    } else if (vb <= 0 && d2 >= 0 && d6 <= 0) {
      double v = d2 / (d2 - d6);
      set(w, 1 - v, 0, v);
    } else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
      double v = (d4 - d3) / (d4 - d3 + d5 - d6);
      set(w, 0, 1 - v, v);
    } else {
      double total = va + vb + vc;
      set(w, va / total, vb / total, vc / total);
    }
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double q = w[0] * vertices[a + k] + w[1] * vertices[b + k] + w[2] * vertices[c + k] - p[k];
      sum += q * q;
    }
    return sum;
  }

  private static void set(double[] w, double a, double b, double c) {
    w[0] = a;
    w[1] = b;
    w[2] = c;
  }
}
