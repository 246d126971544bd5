package dev.relievo.render;

import java.util.Arrays;

/**
 * How far relief may go before the surface folds: outwards half of a hollow's radius, inwards half
 * of a ridge's. The curvature along an edge from p to q with normals m and n is (n - m) . (q - p) /
 * |q - p|^2; the strongest of those around a vertex counts. Only creases of lids, lips and nostrils
 * ever come near. Buffers are reused; an instance belongs to one thread.
 */
final class FoldLimits {

  private static final float SHARE = 0.5f;

  private final int[] edges;

  /** Strongest curvature of ridges, then of hollows, 1/mm, of each vertex; at least 0. */
  private final float[] ridge;

  private final float[] hollow;

  /**
   * For meshes with these edges.
   *
   * @param edges E x 2; not copied
   */
  FoldLimits(int[] edges, int vertices) {
    this.edges = edges;
    ridge = new float[vertices];
    hollow = new float[vertices];
  }

  /** Takes a face. */
  void place(CoarseSurface surface) {
    float[] x = surface.vertices(), n = surface.normals();
    Arrays.fill(ridge, 0);
    Arrays.fill(hollow, 0);
    for (int e = 0; e < edges.length; e += 2) {
      int p = edges[e], q = edges[e + 1], a = 3 * p, b = 3 * q;
      float dx = x[b] - x[a], dy = x[b + 1] - x[a + 1], dz = x[b + 2] - x[a + 2];
      float turn = (n[b] - n[a]) * dx + (n[b + 1] - n[a + 1]) * dy + (n[b + 2] - n[a + 2]) * dz;
      float square = dx * dx + dy * dy + dz * dz;
      if (square > 0) {
        float curvature = turn / square;
        float[] side = curvature > 0 ? ridge : hollow;
        side[p] = Math.max(side[p], Math.abs(curvature));
        side[q] = Math.max(side[q], Math.abs(curvature));
      }
    }
  }

  /**
   * Relief that stays within the limits.
   *
   * @param a corner of a coarse triangle with barycentric weight wa, as b and c
   * @param d mm
   */
  float limit(float d, int a, int b, int c, float wa, float wb, float wc) {
    float[] side = d > 0 ? hollow : ridge;
    float curvature = wa * side[a] + wb * side[b] + wc * side[c];
    float bend = Math.abs(d) * curvature;
    return bend > SHARE ? d * (SHARE / bend) : d;
  }
}
