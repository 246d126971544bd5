package dev.relievo.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mesh of polygons, counter-clockwise from outside.
 *
 * @param vertexCount number of vertices
 * @param faces vertices of each polygon
 */
record PolygonMesh(int vertexCount, int[][] faces) {

  /** A directed edge as one number. */
  static long edge(int from, int to) {
    return (long) from << 32 | to;
  }

  /** An undirected edge as one number. */
  static long undirected(int a, int b) {
    return edge(Math.min(a, b), Math.max(a, b));
  }

  /** Face on the left of each directed edge. */
  Map<Long, Integer> halfEdges() {
    Map<Long, Integer> out = new LinkedHashMap<>();
    for (int f = 0; f < faces.length; f++) {
      int[] p = faces[f];
      for (int k = 0; k < p.length; k++) {
        Integer other = out.put(edge(p[k], p[(k + 1) % p.length]), f);
        if (other != null) {
          throw new IllegalStateException(
              "faces " + other + " and " + f + " share a directed edge: the mesh is no manifold");
        }
      }
    }
    return out;
  }

  /**
   * Boundary loops, longest first, each in the direction of its faces' edges (the mesh on the
   * left).
   */
  List<int[]> boundaryLoops() {
    Map<Long, Integer> half = halfEdges();
    Map<Integer, Integer> next = new LinkedHashMap<>();
    for (long e : half.keySet()) {
      int from = (int) (e >>> 32), to = (int) e;
      if (!half.containsKey(edge(to, from)) && next.put(from, to) != null) {
        throw new IllegalStateException("two boundaries touch at vertex " + from);
      }
    }
    List<int[]> loops = new ArrayList<>();
    while (!next.isEmpty()) {
      List<Integer> loop = new ArrayList<>();
      int v = next.keySet().iterator().next();
      for (Integer n = next.remove(v); n != null; n = next.remove(v)) {
        loop.add(v);
        v = n;
      }
      loops.add(loop.stream().mapToInt(i -> i).toArray());
    }
    loops.sort((a, b) -> b.length - a.length);
    return loops;
  }

  /** Neighbours of each vertex along edges. */
  int[][] neighbours() {
    List<List<Integer>> lists = new ArrayList<>();
    for (int v = 0; v < vertexCount; v++) {
      lists.add(new ArrayList<>());
    }
    for (int[] p : faces) {
      for (int k = 0; k < p.length; k++) {
        int a = p[k], b = p[(k + 1) % p.length];
        if (!lists.get(a).contains(b)) {
          lists.get(a).add(b);
        }
        if (!lists.get(b).contains(a)) {
          lists.get(b).add(a);
        }
      }
    }
    return lists.stream().map(l -> l.stream().mapToInt(i -> i).toArray()).toArray(int[][]::new);
  }

  /** Component of each face, where faces hang together by edges. */
  int[] faceComponents() {
    int[] parent = new int[faces.length];
    Arrays.setAll(parent, i -> i);
    Map<Long, Integer> seen = new HashMap<>();
    for (int f = 0; f < faces.length; f++) {
      int[] p = faces[f];
      for (int k = 0; k < p.length; k++) {
        Integer other = seen.putIfAbsent(undirected(p[k], p[(k + 1) % p.length]), f);
        if (other != null) {
          parent[root(parent, f)] = root(parent, other);
        }
      }
    }
    int[] out = new int[faces.length];
    Arrays.setAll(out, f -> root(parent, f));
    return out;
  }

  private static int root(int[] parent, int i) {
    while (parent[i] != i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  }
}
