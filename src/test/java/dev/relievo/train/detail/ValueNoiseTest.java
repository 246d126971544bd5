package dev.relievo.train.detail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ValueNoiseTest {

  private static final int SIZE = 256;

  private static float[] noise(int cells, float amplitude) {
    ValueNoise noise = new ValueNoise(SIZE, SIZE);
    noise.draw(new SplittableRandom(cells), cells);
    float[] out = new float[SIZE * SIZE];
    noise.add(out, 0, 1, amplitude);
    return out;
  }

  @Test
  void shouldHaveItsDeviationAtTheKnots() {
    float[] out = noise(64, 0.5f);
    double sum = 0, squares = 0;
    int n = 0;
    for (int y = 0; y < SIZE; y += 4) {
      for (int x = 0; x < SIZE; x += 4, n++) {
        sum += out[y * SIZE + x];
        squares += out[y * SIZE + x] * out[y * SIZE + x];
      }
    }
    assertThat(sum / n).isCloseTo(0, within(0.03));
    assertThat(Math.sqrt(squares / n)).isCloseTo(0.5, within(0.03));
  }

  @Test
  void shouldBeSmootherWithFewerCells() {
    double fine = meanStep(noise(64, 1));
    assertThat(fine / meanStep(noise(16, 1))).isBetween(3.0, 5.0);
    assertThat(fine / meanStep(noise(4, 1))).isBetween(10.0, 26.0);
  }

  private static double meanStep(float[] map) {
    double sum = 0;
    for (int t = 1; t < map.length; t++) {
      sum += t % SIZE == 0 ? 0 : Math.abs(map[t] - map[t - 1]);
    }
    return sum / map.length;
  }

  @Test
  void shouldAddToOneChannel() {
    ValueNoise noise = new ValueNoise(SIZE, 8);
    noise.draw(new SplittableRandom(1), 8);
    float[] out = new float[3 * SIZE * SIZE];
    noise.add(out, 1, 3, 1);
    for (int t = 0; t < out.length; t += 3) {
      assertThat(out[t]).isZero();
      assertThat(out[t + 2]).isZero();
    }
    assertThat(out[1]).isNotZero();
  }
}
