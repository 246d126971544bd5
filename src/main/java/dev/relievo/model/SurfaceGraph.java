package dev.relievo.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A weighted graph over a surface's vertices, on which smooth functions are the solutions of "each
 * value is the weighted mean of its neighbours'".
 */
final class SurfaceGraph {

  private static final int SWEEPS = 20000;

  private final List<Map<Integer, Double>> weights = new ArrayList<>();

  private SurfaceGraph(int vertices) {
    for (int v = 0; v < vertices; v++) {
      weights.add(new TreeMap<>());
    }
  }

  /** Mean-value weights (Floater 2003): positive, not symmetric. */
  static SurfaceGraph meanValue(double[] points, int[] triangles) {
    SurfaceGraph g = new SurfaceGraph(points.length / 3);
    for (int t = 0; t < triangles.length; t += 3) {
      for (int k = 0; k < 3; k++) {
        int i = triangles[t + k], j = triangles[t + (k + 1) % 3], m = triangles[t + (k + 2) % 3];
        double a = Math.max(.2, Triangles.distance(points, i, j));
        double b = Math.max(.2, Triangles.distance(points, i, m));
        double half = Math.tan(.5 * Math.max(.02, Math.min(2.8, angle(points, i, j, m))));
        g.add(i, j, half / a);
        g.add(i, m, half / b);
      }
    }
    return g;
  }

  /** Cotangent weights, negative ones cut off: symmetric. */
  static SurfaceGraph cotangent(double[] points, int[] triangles) {
    SurfaceGraph g = new SurfaceGraph(points.length / 3);
    for (int t = 0; t < triangles.length; t += 3) {
      for (int k = 0; k < 3; k++) {
        int i = triangles[t + k], j = triangles[t + (k + 1) % 3], m = triangles[t + (k + 2) % 3];
        double w = .5 / Math.tan(Math.max(.1, Math.min(3, angle(points, m, i, j))));
        g.add(i, j, Math.max(w, 1e-3));
        g.add(j, i, Math.max(w, 1e-3));
      }
    }
    return g;
  }

  private static double angle(double[] p, int at, int b, int c) {
    double dot = 0;
    for (int a = 0; a < 3; a++) {
      dot += (p[3 * b + a] - p[3 * at + a]) * (p[3 * c + a] - p[3 * at + a]);
    }
    double l = Triangles.distance(p, at, b) * Triangles.distance(p, at, c);
    return Math.acos(Math.max(-1, Math.min(1, dot / Math.max(l, 1e-12))));
  }

  /** Adds to the weight of {@code to} in the mean at {@code from}. */
  void add(int from, int to, double weight) {
    weights.get(from).merge(to, weight, Double::sum);
  }

  int size() {
    return weights.size();
  }

  /** Weights of a vertex's neighbours. */
  Map<Integer, Double> around(int vertex) {
    return weights.get(vertex);
  }

  /** Adds to a set of vertices their neighbours. */
  boolean[] grown(boolean[] set) {
    boolean[] out = set.clone();
    for (int v = 0; v < set.length; v++) {
      if (set[v]) {
        weights.get(v).keySet().forEach(n -> out[n] = true);
      }
    }
    return out;
  }

  /**
   * Solves for the free vertices by Gauss and Seidel's iteration, in place.
   *
   * @param free which vertices may change
   * @param values vertices x width
   */
  void relax(boolean[] free, double[] values, int width) {
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double change = 0;
      for (int v = 0; v < free.length; v++) {
        if (free[v]) {
          change = Math.max(change, relax(v, values, width));
        }
      }
      if (change < 1e-9) {
        return;
      }
    }
  }

  private double relax(int v, double[] values, int width) {
    double sum = 0, change = 0;
    double[] mean = new double[width];
    for (Map.Entry<Integer, Double> e : weights.get(v).entrySet()) {
      sum += e.getValue();
      for (int a = 0; a < width; a++) {
        mean[a] += e.getValue() * values[width * e.getKey() + a];
      }
    }
    for (int a = 0; a < width; a++) {
      double step = mean[a] / sum - values[width * v + a];
      values[width * v + a] += step;
      change = Math.max(change, Math.abs(step));
    }
    return change;
  }
}
