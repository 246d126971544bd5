package dev.relievo.face;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which of a scheme's landmarks is the mirror image of each, found on the mean face. Always an
 * involution: points are paired off, closest pairs first, and points of the middle with themselves.
 */
public final class LandmarkMirror {

  /** Farther apart than this, mm, two points are no pair. */
  private static final double FARTHEST = 12;

  private record Pair(int a, int b, double distance) {}

  private LandmarkMirror() {}

  /**
   * The mirror point of each landmark.
   *
   * @return count indices; {@code mirror[mirror[i]] == i}
   */
  public static int[] of(MorphableModel model, LandmarkMap map) {
    float[] none = new float[0];
    float[] points = map.locate(model.triangles(), model.shape(none, none, none));
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < map.count(); a++) {
      for (int b = a; b < map.count(); b++) {
        double d = distance(points, 3 * a, 3 * b);
        if (d < FARTHEST) {
          pairs.add(new Pair(a, b, d));
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::distance));
    int[] mirror = new int[map.count()];
    Arrays.fill(mirror, -1);
    for (Pair p : pairs) {
      if (mirror[p.a] < 0 && mirror[p.b] < 0) {
        mirror[p.a] = p.b;
        mirror[p.b] = p.a;
      }
    }
    for (int i = 0; i < mirror.length; i++) {
      if (mirror[i] < 0) {
        mirror[i] = i;
      }
    }
    return mirror;
  }

  private static double distance(float[] p, int a, int b) {
    return Math.sqrt(
        square(p[a] + p[b]) + square(p[a + 1] - p[b + 1]) + square(p[a + 2] - p[b + 2]));
  }

  private static double square(double x) {
    return x * x;
  }
}
