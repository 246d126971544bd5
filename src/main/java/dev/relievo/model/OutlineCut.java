package dev.relievo.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Cuts polygons along a curve. Vertices close to the curve are first pulled onto it along one of
 * their edges, as in isosurface stuffing (Labelle and Shewchuk 2007), so that no sliver is left.
 */
final class OutlineCut {

  /** Part of an edge within which a vertex is pulled onto the curve. */
  private static final double SNAP = .35;

  private static final int BISECTIONS = 40;

  /**
   * A point between two vertices.
   *
   * @param from a vertex
   * @param to another, or the same
   * @param t 0 at the first, 1 at the second
   */
  record Between(int from, int to, double t) {
    static Between at(int vertex) {
      return new Between(vertex, vertex, 0);
    }

    Between mirrored(IntUnaryOperator mirror) {
      return new Between(mirror.applyAsInt(from), mirror.applyAsInt(to), t);
    }
  }

  private final double[] points;
  private final IntUnaryOperator mirror;
  private final Map<Integer, Between> snapped = new HashMap<>();
  private final Map<Integer, Double> distance = new HashMap<>();

  private OutlineCut(double[] points, IntUnaryOperator mirror) {
    this.points = points;
    this.mirror = mirror;
  }

  /**
   * Cuts.
   *
   * @param polygons vertices of each
   * @param points vertices x 3, mm, relative to the middle of the eyes
   * @param mirror the vertex across x = 0
   * @return what lies inside {@link FaceOutline}
   */
  static List<List<Between>> apply(List<int[]> polygons, double[] points, IntUnaryOperator mirror) {
    OutlineCut cut = new OutlineCut(points, mirror);
    for (int[] p : polygons) {
      for (int k = 0; k < p.length; k++) {
        cut.consider(p[k], p[(k + 1) % p.length]);
        cut.consider(p[(k + 1) % p.length], p[k]);
      }
    }
    List<List<Between>> out = new ArrayList<>();
    for (int[] p : polygons) {
      List<Between> kept = cut.inside(p);
      if (kept.size() > 2) {
        out.add(kept);
      }
    }
    return out;
  }

  private double side(int v) {
    return FaceOutline.side(points[3 * v], points[3 * v + 1], points[3 * v + 2]);
  }

  /** Where the curve crosses the edge from an inner to an outer vertex. */
  private double crossing(int in, int out) {
    double low = 0, high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double t = .5 * (low + high);
      double[] p = new double[3];
      for (int a = 0; a < 3; a++) {
        p[a] = (1 - t) * points[3 * in + a] + t * points[3 * out + a];
      }
      if (FaceOutline.side(p[0], p[1], p[2]) < 0) {
        low = t;
      } else {
        high = t;
      }
    }
    return .5 * (low + high);
  }

  private void consider(int in, int out) {
    if (side(in) >= 0 || side(out) < 0) {
      return;
    }
    double t = crossing(in, out);
    offer(in, t, new Between(in, out, t));
    offer(out, 1 - t, new Between(in, out, t));
  }

  /** Vertices of the middle stay there. */
  private void offer(int v, double along, Between place) {
    boolean leavesMiddle =
        mirror.applyAsInt(v) == v
            && (mirror.applyAsInt(place.from()) != place.from()
                || mirror.applyAsInt(place.to()) != place.to());
    if (along < SNAP && !leavesMiddle && along < distance.getOrDefault(v, Double.MAX_VALUE)) {
      distance.put(v, along);
      snapped.put(v, place);
    }
  }

  private List<Between> inside(int[] polygon) {
    List<Between> out = new ArrayList<>();
    boolean any = false;
    for (int k = 0; k < polygon.length; k++) {
      int v = polygon[k], w = polygon[(k + 1) % polygon.length];
      boolean on = snapped.containsKey(v), in = !on && side(v) < 0;
      any |= in;
      if (on || in) {
        out.add(on ? snapped.get(v) : Between.at(v));
      }
      if (!on && !snapped.containsKey(w) && in != side(w) < 0) {
        int from = in ? v : w, to = in ? w : v;
        out.add(new Between(from, to, crossing(from, to)));
      }
    }
    return any ? out : List.of();
  }
}
