package dev.relievo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CatmullClarkTest {

  private static final int[][] CUBE = {
    {0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}, {2, 3, 7, 6}, {1, 2, 6, 5}, {3, 0, 4, 7}
  };

  private static final double[] CORNERS = {
    -1, -1, -1, 1, -1, -1, 1, 1, -1, -1, 1, -1, -1, -1, 1, 1, -1, 1, 1, 1, 1, -1, 1, 1
  };

  @Test
  void shouldPlaceACubesPointsByTheRules() {
    CatmullClark step = CatmullClark.of(new PolygonMesh(8, CUBE));
    double[] p = step.matrix().points(CORNERS);
    assertThat(p).hasSize(3 * (8 + 12 + 6));
    // Corner: (F + 2 R) / 3 with F = (1/3, 1/3, 1/3), R = (2/3, 2/3, 2/3).
    assertThat(p[18]).isCloseTo(5 / 9., within(1e-12));
    // Edge: mean of two ends and of two faces' points.
    double[] edge = Arrays.copyOfRange(p, 24, 27);
    Arrays.sort(edge);
    assertThat(edge[0]).isCloseTo(-.75, within(1e-12));
    assertThat(edge[1]).isCloseTo(-.75, within(1e-12));
    assertThat(edge[2]).isCloseTo(0, within(1e-12));
  }

  @Test
  void shouldKeepAFlatSheetFlatAndItsBoundaryACurveOfItsOwn() {
    int[][] faces = {{0, 1, 4, 3}, {1, 2, 5, 4}};
    double[] points = {0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 1, 1, 0, 2, 1, 0};
    double[] fine = CatmullClark.of(new PolygonMesh(6, faces)).matrix().points(points);
    for (int i = 2; i < fine.length; i += 3) {
      assertThat(fine[i]).isZero();
    }
    // Vertex 1 lies on a straight boundary: 1/8, 3/4, 1/8.
    assertThat(fine[3]).isCloseTo(1, within(1e-12));
    assertThat(fine[4]).isZero();
  }

  @Test
  void shouldMixEveryPointWithWeightsThatSumToOne() {
    CatmullClark step = CatmullClark.of(new PolygonMesh(8, CUBE));
    for (int r = 0; r < step.matrix().rows(); r++) {
      double sum = step.matrix().row(r).values().stream().mapToDouble(w -> w).sum();
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }
}
