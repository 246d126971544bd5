package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxSumsTest {

  private static final int WIDTH = 7;
  private static final int HEIGHT = 5;

  @Test
  void shouldSumOverSquaresThatEndWithThePicture() {
    Random random = new Random(1);
    float[] values = new float[WIDTH * HEIGHT];
    for (int p = 0; p < values.length; p++) {
      values[p] = (float) random.nextGaussian();
    }
    BoxSums sums = new BoxSums(values, WIDTH, HEIGHT);
    for (int p = 0; p < values.length; p++) {
      for (int reach = 0; reach < 9; reach++) {
        double expected = 0;
        for (int q = 0; q < values.length; q++) {
          boolean across = Math.abs(q % WIDTH - p % WIDTH) <= reach;
          boolean down = Math.abs(q / WIDTH - p / WIDTH) <= reach;
          expected += across && down ? values[q] : 0;
        }
        assertThat(sums.around(p, reach)).as("%d, %d", p, reach).isCloseTo(expected, within(1e-9));
      }
    }
  }
}
