package dev.relievo.render;

import java.util.Arrays;

/**
 * The smooth surface that relief stands on: vertices, normals, and how relief over the chart turns
 * the normals. With P(u, v) the surface and d(u, v) the relief in mm, the normal of the displaced
 * surface is n - d_u a_u - d_v a_v but for its length, where the duals a_u and a_v are across n and
 * undo the surface's own stretch: a_u . P_u = 1, a_u . P_v = 0, a_v . P_u = 0, a_v . P_v = 1. (The
 * term d n_u is left out: relief is under a hundredth of a face's radius of curvature.)
 *
 * <p>P_u and P_v of a vertex are the mean over the triangles around it by their area in the chart.
 * Buffers are reused from shape to shape; an instance belongs to one thread.
 */
public final class CoarseSurface {

  private static final float LEAST = 1e-20f;

  private final int[] triangles;

  /** T x 4: of a triangle's first two edges, factors for P_u and then for P_v, times its area. */
  private final float[] factors;

  /** Twice the chart's area around each vertex. */
  private final float[] areas;

  private final float[] normals;
  private final float[] dualU;
  private final float[] dualV;
  private float[] vertices;

  /**
   * Prepares a mesh.
   *
   * @param uv n x 2, 0 to 1, origin top left
   * @param triangles T x 3, counter-clockwise from outside; not copied
   */
  public CoarseSurface(float[] uv, int[] triangles) {
    this.triangles = triangles;
    int n = uv.length / 2;
    factors = new float[triangles.length / 3 * 4];
    areas = new float[n];
    normals = new float[3 * n];
    dualU = new float[3 * n];
    dualV = new float[3 * n];
    for (int t = 0, f = 0; t < triangles.length; t += 3, f += 4) {
      int a = 2 * triangles[t], b = 2 * triangles[t + 1], c = 2 * triangles[t + 2];
      float u1 = uv[b] - uv[a], v1 = uv[b + 1] - uv[a + 1];
      float u2 = uv[c] - uv[a], v2 = uv[c + 1] - uv[a + 1];
      float area = u1 * v2 - u2 * v1, sign = Math.signum(area);
      factors[f] = sign * v2;
      factors[f + 1] = -sign * v1;
      factors[f + 2] = -sign * u2;
      factors[f + 3] = sign * u1;
      for (int k = t; k < t + 3; k++) {
        areas[triangles[k]] += Math.abs(area);
      }
    }
  }

  /**
   * Takes a shape; the accessors speak of it until the next call.
   *
   * @param vertices n x 3, mm; not copied
   */
  public void place(float[] vertices) {
    this.vertices = vertices;
    Normals.ofVertices(vertices, triangles, normals);
    sumDerivatives();
    for (int v = 0; v < areas.length; v++) {
      toDuals(3 * v, areas[v]);
    }
  }

  /** n x 3, mm, as they were given. */
  public float[] vertices() {
    return vertices;
  }

  /** n x 3, unit. */
  public float[] normals() {
    return normals;
  }

  /** n x 3, a_u: chart widths a mm. */
  public float[] dualU() {
    return dualU;
  }

  /** n x 3, a_v: chart heights a mm. */
  public float[] dualV() {
    return dualV;
  }

  private void sumDerivatives() {
    Arrays.fill(dualU, 0);
    Arrays.fill(dualV, 0);
    for (int t = 0, f = 0; t < triangles.length; t += 3, f += 4) {
      int a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
      for (int axis = 0; axis < 3; axis++) {
        float e = vertices[b + axis] - vertices[a + axis];
        float g = vertices[c + axis] - vertices[a + axis];
        float u = factors[f] * e + factors[f + 1] * g;
        float v = factors[f + 2] * e + factors[f + 3] * g;
        dualU[a + axis] += u;
        dualU[b + axis] += u;
        dualU[c + axis] += u;
        dualV[a + axis] += v;
        dualV[b + axis] += v;
        dualV[c + axis] += v;
      }
    }
  }

  /** a_u = P_v x n / (n . P_u x P_v), a_v = n x P_u / (n . P_u x P_v); both sums hold the area. */
  private void toDuals(int i, float area) {
    float nx = normals[i], ny = normals[i + 1], nz = normals[i + 2];
    float ux = dualU[i], uy = dualU[i + 1], uz = dualU[i + 2];
    float vx = dualV[i], vy = dualV[i + 1], vz = dualV[i + 2];
    float volume = nx * (uy * vz - uz * vy) + ny * (uz * vx - ux * vz) + nz * (ux * vy - uy * vx);
    float scale = Math.abs(volume) > LEAST ? area / volume : 0;
    dualU[i] = scale * (vy * nz - vz * ny);
    dualU[i + 1] = scale * (vz * nx - vx * nz);
    dualU[i + 2] = scale * (vx * ny - vy * nx);
    dualV[i] = scale * (ny * uz - nz * uy);
    dualV[i + 1] = scale * (nz * ux - nx * uz);
    dualV[i + 2] = scale * (nx * uy - ny * ux);
  }
}
