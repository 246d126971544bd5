package dev.relievo.model;

import java.util.function.IntFunction;

/** Starting points and directions of vertex loops. */
final class LoopOrder {

  private LoopOrder() {}

  /**
   * Starts at the vertex farthest to the subject's left and goes over the top.
   *
   * @param loop vertices in either direction
   * @param place x, y, z of a vertex
   */
  static int[] fromLeftCorner(int[] loop, IntFunction<double[]> place) {
    int n = loop.length, start = 0;
    for (int k = 1; k < n; k++) {
      if (place.apply(loop[k])[0] > place.apply(loop[start])[0]) {
        start = k;
      }
    }
    double[] after = place.apply(loop[(start + n / 4) % n]);
    double[] before = place.apply(loop[(start + n - n / 4) % n]);
    int step = after[1] > before[1] ? 1 : -1;
    int[] out = new int[n];
    for (int k = 0; k < n; k++) {
      out[k] = loop[Math.floorMod(start + step * k, n)];
    }
    return out;
  }
}
