package dev.relievo.render;

import dev.relievo.face.MorphableModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Where relief may stand: on skin, and neither on the rims of its openings nor in creases. */
public final class ReliefMask {

  /** From nothing at a rim to all, mm on the mean face. Lids and lips roll in within it. */
  private static final float RAMP = 3;

  /**
   * Of the usual length of a texel on the face: where it is shorter than the first, as in the
   * corners of the mouth where the mesh is gathered, relief of any height would be all cliffs; from
   * the second on it stands in full.
   */
  private static final float GATHERED = 0.25f;

  private static final float SPREAD = 0.5f;

  private ReliefMask() {}

  /**
   * Weights of vertices: 0 on parts other than skin, at open borders (lids, lips, the rim of the
   * face), from which it rises smoothly to 1 along 3 mm of skin, and where the mesh is gathered.
   */
  public static float[] of(MorphableModel model) {
    float[] mean = model.shape(new float[0], new float[0], new float[0]);
    return of(mean, model.uv(), model.triangles(), model.parts());
  }

  static float[] of(float[] vertices, float[] uv, int[] triangles, byte[] parts) {
    float[] weights = fromBorders(vertices, triangles, parts);
    float[] lengths = texelLengths(vertices, uv, triangles);
    float[] sorted = lengths.clone();
    Arrays.sort(sorted);
    float usual = sorted[sorted.length / 2];
    for (int v = 0; v < weights.length; v++) {
      weights[v] *= smooth((lengths[v] / usual - GATHERED) / (SPREAD - GATHERED));
    }
    return weights;
  }

  /** Length on the face a length in the chart, of the least of the triangles around a vertex. */
  private static float[] texelLengths(float[] vertices, float[] uv, int[] triangles) {
    float[] out = new float[vertices.length / 3];
    Arrays.fill(out, Float.MAX_VALUE);
    for (int t = 0; t < triangles.length; t += 3) {
      double length = Math.sqrt(area(vertices, 3, triangles, t) / area(uv, 2, triangles, t));
      for (int k = t; k < t + 3; k++) {
        out[triangles[k]] = Math.min(out[triangles[k]], (float) length);
      }
    }
    return out;
  }

  /** Twice a triangle's area. */
  private static double area(float[] x, int axes, int[] triangles, int t) {
    double uu = 0, uv = 0, vv = 0;
    for (int k = 0; k < axes; k++) {
      double a = x[axes * triangles[t] + k];
      double u = x[axes * triangles[t + 1] + k] - a, v = x[axes * triangles[t + 2] + k] - a;
      uu += u * u;
      uv += u * v;
      vv += v * v;
    }
    return Math.sqrt(Math.max(0, uu * vv - uv * uv));
  }

  private static float smooth(float x) {
    float c = Math.max(0, Math.min(1, x));
    return c * c * (3 - 2 * c);
  }

  private static float[] fromBorders(float[] vertices, int[] triangles, byte[] parts) {
    float[] distance = new float[vertices.length / 3];
    for (int i = 0; i < triangles.length; i++) {
      distance[triangles[i]] = parts[i / 3] == MorphableModel.SKIN ? RAMP : 0;
    }
    Map<Long, Integer> uses = new HashMap<>();
    for (int i = 0; i < triangles.length; i++) {
      uses.merge(edge(triangles[i], triangles[i % 3 == 2 ? i - 2 : i + 1]), 1, Integer::sum);
    }
    uses.forEach(
        (edge, count) -> {
          if (count == 1) {
            distance[(int) (edge >> 32)] = 0;
            distance[edge.intValue()] = 0;
          }
        });
    spread(distance, vertices, neighbours(uses, distance.length));
    for (int v = 0; v < distance.length; v++) {
      distance[v] = smooth(distance[v] / RAMP);
    }
    return distance;
  }

  /** A key of an edge, whichever way it runs: the lower index above 32 bits of the higher. */
  static long edge(int a, int b) {
    return (long) Math.min(a, b) << 32 | Math.max(a, b);
  }

  private static List<List<Integer>> neighbours(Map<Long, Integer> edges, int vertices) {
    List<List<Integer>> out = new ArrayList<>();
    for (int v = 0; v < vertices; v++) {
      out.add(new ArrayList<>());
    }
    for (long edge : edges.keySet()) {
      out.get((int) (edge >> 32)).add((int) edge);
      out.get((int) edge).add((int) (edge >> 32));
    }
    return out;
  }

  /** Shortens distances to the shortest way along edges from a vertex at 0 (Dijkstra). */
  private static void spread(float[] distance, float[] x, List<List<Integer>> neighbours) {
    record Reached(int vertex, float at) {}
    var queue = new PriorityQueue<Reached>(Comparator.comparingDouble(Reached::at));
    for (int v = 0; v < distance.length; v++) {
      if (distance[v] == 0) {
        queue.add(new Reached(v, 0));
      }
    }
    while (!queue.isEmpty()) {
      Reached from = queue.remove();
      for (int to : neighbours.get(from.vertex())) {
        float at = from.at() + length(x, from.vertex(), to);
        if (at < distance[to]) {
          distance[to] = at;
          queue.add(new Reached(to, at));
        }
      }
    }
  }

  private static float length(float[] x, int a, int b) {
    float dx = x[3 * a] - x[3 * b];
    float dy = x[3 * a + 1] - x[3 * b + 1];
    float dz = x[3 * a + 2] - x[3 * b + 2];
    return (float) Math.sqrt(dx * dx + dy * dy + dz * dz);
  }
}
