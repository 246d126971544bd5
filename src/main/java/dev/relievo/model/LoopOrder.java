package dev.relievo.model;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

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

  /**
   * Rings around a loop in a regular part of a mesh: one step along the edge that leads away from
   * the ring before.
   *
   * @param neighbours of each vertex
   * @param loop the first ring
   * @param inner vertices that no ring may enter
   * @param count rings wanted, the loop included
   */
  static int[][] outward(int[][] neighbours, int[] loop, Set<Integer> inner, int count) {
    Set<Integer> seen = new HashSet<>(inner);
    int[][] out = new int[count][];
    out[0] = loop;
    for (int r = 0; ; r++) {
      IntStream.of(out[r]).forEach(seen::add);
      if (r + 1 == count) {
        return out;
      }
      out[r + 1] = new int[loop.length];
      for (int k = 0; k < loop.length; k++) {
        int[] away = IntStream.of(neighbours[out[r][k]]).filter(v -> !seen.contains(v)).toArray();
        if (away.length != 1) {
          throw new IllegalStateException("the mesh is not regular around ring " + r);
        }
        out[r + 1][k] = away[0];
      }
    }
  }
}
