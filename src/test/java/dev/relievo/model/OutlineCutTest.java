package dev.relievo.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.model.OutlineCut.Between;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutlineCutTest {

  private static final int SIDE = 31;

  @Test
  void shouldCutABowlAlongASmoothSymmetricCurve() {
    double[] points = new double[3 * SIDE * SIDE];
    List<int[]> quads = new ArrayList<>();
    for (int i = 0; i < SIDE * SIDE; i++) {
      points[3 * i] = 10 * (i % SIDE - SIDE / 2);
      points[3 * i + 1] = 10 * (i / SIDE - SIDE / 2) - 20;
      points[3 * i + 2] =
          -.006 * (points[3 * i] * points[3 * i] + Math.pow(10 * (i / SIDE - SIDE / 2), 2));
      if (i % SIDE + 1 < SIDE && i / SIDE + 1 < SIDE) {
        quads.add(new int[] {i, i + 1, i + SIDE + 1, i + SIDE});
      }
    }
    List<List<Between>> kept =
        OutlineCut.apply(quads, points, v -> v / SIDE * SIDE + SIDE - 1 - v % SIDE);
    Map<Between, Integer> ids = new LinkedHashMap<>();
    int[][] faces =
        kept.stream()
            .map(f -> f.stream().mapToInt(b -> ids.computeIfAbsent(b, k -> ids.size())).toArray())
            .toArray(int[][]::new);
    List<int[]> loops = new PolygonMesh(ids.size(), faces).boundaryLoops();
    assertThat(loops).hasSize(1);
    List<Between> places = List.copyOf(ids.keySet());
    Set<String> seen = new HashSet<>();
    for (int v : loops.get(0)) {
      double[] p = place(places.get(v), points);
      assertThat(Math.abs(FaceOutline.side(p[0], p[1], p[2]))).isLessThan(.05);
      seen.add(Math.round(1e6 * p[0]) + "," + Math.round(1e6 * p[1]));
    }
    for (int v : loops.get(0)) {
      double[] p = place(places.get(v), points);
      assertThat(seen).contains(Math.round(-1e6 * p[0]) + "," + Math.round(1e6 * p[1]));
    }
  }

  private static double[] place(Between b, double[] points) {
    double[] out = new double[3];
    for (int a = 0; a < 3; a++) {
      out[a] = (1 - b.t()) * points[3 * b.from() + a] + b.t() * points[3 * b.to() + a];
    }
    return out;
  }
}
