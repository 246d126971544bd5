package dev.relievo.evaluate;

import dev.relievo.render.Chart;
import dev.relievo.render.SplineSlope;

/**
 * How relief turns the normals of a coarse mesh. With P(u, v) the surface, the dual tangents a_u,
 * a_v lie in the plane of P_u, P_v and satisfy a_i . P_j = 1 where i = j, else 0; the surface
 * gradient of the relief d is {@code d_u a_u + d_v a_v}, and the displaced normal is {@code n - d_u
 * a_u - d_v a_v}, normalised, up to terms of the order of relief times curvature (Blinn,
 * "Simulation of Wrinkled Surfaces", 1978).
 */
final class SurfaceGradient {

  private SurfaceGradient() {}

  /**
   * What is to be added to the unit normal.
   *
   * @param uv V x 2, the chart's coordinates of the vertices
   * @param vertices V x 3, mm, in the axes that are wanted
   * @param millimetres relief, size x size, mm, outward positive
   * @return three components a texel, without unit; 0 outside the chart
   */
  static UvField tilt(Chart chart, float[] uv, float[] vertices, float[] millimetres) {
    int size = chart.size();
    boolean[] inside = new boolean[size * size];
    for (int t : chart.texels()) {
      inside[t] = true;
    }
    float[] out = new float[3 * size * size];
    float[] tangents = new float[6];
    for (int i = 0; i < chart.count(); i++) {
      int t = chart.texels()[i], x = t % size, y = t / size;
      float du = slope(millimetres, inside, t, 1, x, size) * size;
      float dv = slope(millimetres, inside, t, size, y, size) * size;
      if (du != 0 || dv != 0) {
        tangents(chart.corners(), 3 * i, uv, vertices, tangents);
        add(tangents, du, dv, out, 3 * t);
      }
    }
    return new UvField(size, 3, out);
  }

  /** {@link SplineSlope} a texel; near the chart's edge a difference of two neighbours. */
  private static float slope(float[] d, boolean[] inside, int t, int step, int place, int size) {
    int before = reach(inside, t, -step, place), after = reach(inside, t, step, size - 1 - place);
    if (before == SplineSlope.REACH && after == SplineSlope.REACH) {
      return SplineSlope.at(d, t, step);
    }
    int a = Math.min(1, before), b = Math.min(1, after);
    return a + b == 0 ? 0 : (d[t + b * step] - d[t - a * step]) / (a + b);
  }

  /** Texels inside the chart from one on, as many as the slope reads at most. */
  private static int reach(boolean[] inside, int t, int step, int most) {
    int k = 0;
    while (k < Math.min(most, SplineSlope.REACH) && inside[t + (k + 1) * step]) {
      k++;
    }
    return k;
  }

  /** P_u and P_v of a triangle, mm for the whole chart's width and height. */
  private static void tangents(int[] corners, int at, float[] uv, float[] x, float[] out) {
    int a = corners[at], b = corners[at + 1], c = corners[at + 2];
    float u1 = uv[2 * b] - uv[2 * a], v1 = uv[2 * b + 1] - uv[2 * a + 1];
    float u2 = uv[2 * c] - uv[2 * a], v2 = uv[2 * c + 1] - uv[2 * a + 1];
    float area = u1 * v2 - u2 * v1;
    float scale = Math.abs(area) > 1e-12f ? 1 / area : 0;
    for (int k = 0; k < 3; k++) {
      float e1 = x[3 * b + k] - x[3 * a + k], e2 = x[3 * c + k] - x[3 * a + k];
      out[k] = (v2 * e1 - v1 * e2) * scale;
      out[3 + k] = (u1 * e2 - u2 * e1) * scale;
    }
  }

  private static void add(float[] p, float du, float dv, float[] out, int at) {
    float uu = p[0] * p[0] + p[1] * p[1] + p[2] * p[2];
    float vv = p[3] * p[3] + p[4] * p[4] + p[5] * p[5];
    float uv = p[0] * p[3] + p[1] * p[4] + p[2] * p[5];
    float determinant = uu * vv - uv * uv;
    if (determinant > 1e-6f * uu * vv) {
      // The metric's inverse times (d_u, d_v): the components along P_u and P_v.
      float alongU = (vv * du - uv * dv) / determinant, alongV = (uu * dv - uv * du) / determinant;
      for (int k = 0; k < 3; k++) {
        out[at + k] = -(alongU * p[k] + alongV * p[3 + k]);
      }
    }
  }
}
