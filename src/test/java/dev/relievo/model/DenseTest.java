package dev.relievo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DenseTest {

  @Test
  void shouldFindTheLeadingDirectionsOfSamples() {
    Random random = new Random(5);
    double[] scales = {9, 4, 2, .3, .2, .1};
    double[][] x = new double[500][60];
    for (double[] row : x) {
      for (int k = 0; k < scales.length; k++) {
        row[7 * k] = scales[k] * random.nextGaussian();
      }
    }
    Dense.Eigen found = Dense.leading(x, 3, new Random(1));
    for (int k = 0; k < 3; k++) {
      assertThat(Math.sqrt(found.values()[k] / x.length))
          .isCloseTo(scales[k], within(.1 * scales[k]));
      assertThat(Math.abs(found.vectors()[k][7 * k])).isCloseTo(1, within(.01));
      assertThat(Dense.norm(found.vectors()[k])).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void shouldGiveTheSameBitsWhateverTheThreads() {
    Random random = new Random(6);
    double[][] x = new double[200][40];
    for (double[] row : x) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextGaussian();
      }
    }
    double[][] first = Dense.leading(x, 5, new Random(1)).vectors();
    double[][] second = Dense.leading(x, 5, new Random(1)).vectors();
    assertThat(first).isDeepEqualTo(second);
  }

  @Test
  void shouldRecoverASimilarityFromPointPairs() {
    double[] points = {0, 0, 0, 10, 0, 0, 0, 20, 0, 0, 0, 30, 5, 5, 5};
    double[] moved = new double[points.length];
    for (int i = 0; i < points.length; i += 3) {
      moved[i] = -2 * points[i + 1] + 7;
      moved[i + 1] = 2 * points[i] - 3;
      moved[i + 2] = 2 * points[i + 2] + 1;
    }
    Procrustes.Similarity s = Procrustes.fit(points, moved, 5);
    assertThat(s.scale()).isCloseTo(2, within(1e-9));
    assertThat(s.apply(points)).containsExactly(moved, within(1e-9));
  }
}
