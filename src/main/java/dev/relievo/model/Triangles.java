package dev.relievo.model;

import java.util.ArrayList;
import java.util.List;

/** Small geometry of triangles and points in flat arrays. */
final class Triangles {

  private Triangles() {}

  /** Polygons as triangles; quadrilaterals along the shorter diagonal. */
  static int[] of(int[][] faces, double[] points) {
    List<int[]> out = new ArrayList<>();
    for (int[] f : faces) {
      // Mirrored polygons run the other way round: the choice must not hang on the first vertex.
      boolean second =
          f.length == 4 && distance(points, f[1], f[3]) < distance(points, f[0], f[2]) * (1 - 1e-6);
      int start = second ? 1 : 0;
      for (int k = 1; k + 1 < f.length; k++) {
        out.add(new int[] {f[start], f[(start + k) % f.length], f[(start + k + 1) % f.length]});
      }
    }
    return out.stream().flatMapToInt(java.util.Arrays::stream).toArray();
  }

  static double distance(double[] p, int a, int b) {
    double x = p[3 * a] - p[3 * b],
        y = p[3 * a + 1] - p[3 * b + 1],
        z = p[3 * a + 2] - p[3 * b + 2];
    return Math.sqrt(x * x + y * y + z * z);
  }

  /** Cross product of two edges of a triangle: twice its area along its normal. */
  static double[] cross(double[] p, int a, int b, int c) {
    double ux = p[3 * b] - p[3 * a],
        uy = p[3 * b + 1] - p[3 * a + 1],
        uz = p[3 * b + 2] - p[3 * a + 2];
    double vx = p[3 * c] - p[3 * a],
        vy = p[3 * c + 1] - p[3 * a + 1],
        vz = p[3 * c + 2] - p[3 * a + 2];
    return new double[] {uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx};
  }

  static double area(double[] p, int a, int b, int c) {
    double[] n = cross(p, a, b, c);
    return .5 * Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
  }

  /** Twice the signed area of a triangle in the plane. */
  static double signedArea(double[] uv, int a, int b, int c) {
    return (uv[2 * b] - uv[2 * a]) * (uv[2 * c + 1] - uv[2 * a + 1])
        - (uv[2 * c] - uv[2 * a]) * (uv[2 * b + 1] - uv[2 * a + 1]);
  }

  /** Unit normals of vertices, weighted by area. */
  static double[] normals(double[] points, int[] triangles) {
    double[] out = new double[points.length];
    for (int t = 0; t < triangles.length; t += 3) {
      double[] n = cross(points, triangles[t], triangles[t + 1], triangles[t + 2]);
      for (int k = 0; k < 3; k++) {
        for (int a = 0; a < 3; a++) {
          out[3 * triangles[t + k] + a] += n[a];
        }
      }
    }
    for (int i = 0; i < out.length; i += 3) {
      double l = Math.sqrt(out[i] * out[i] + out[i + 1] * out[i + 1] + out[i + 2] * out[i + 2]);
      for (int a = 0; a < 3 && l > 0; a++) {
        out[i + a] /= l;
      }
    }
    return out;
  }

  /** A third of the area around each vertex. */
  static double[] vertexAreas(double[] points, int[] triangles) {
    double[] out = new double[points.length / 3];
    for (int t = 0; t < triangles.length; t += 3) {
      double a = area(points, triangles[t], triangles[t + 1], triangles[t + 2]) / 3;
      for (int k = 0; k < 3; k++) {
        out[triangles[t + k]] += a;
      }
    }
    return out;
  }

  static double[] widen(float[] in) {
    double[] out = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] = in[i];
    }
    return out;
  }

  static float[] narrow(double[] in) {
    float[] out = new float[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] = (float) in[i];
    }
    return out;
  }
}
