package dev.relievo.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplineSlopeTest {

  private static final int N = 2 * SplineSlope.REACH + 1;

  @Test
  void shouldHaveTheSlopeOfARampInAnyDirection() {
    float[] map = new float[N * N];
    for (int t = 0; t < map.length; t++) {
      map[t] = 0.3f * (t % N) - 0.7f * (t / N) + 5;
    }
    assertThat(SplineSlope.at(map, map.length / 2, 1)).isCloseTo(0.3f, within(1e-5f));
    assertThat(SplineSlope.at(map, map.length / 2, N)).isCloseTo(-0.7f, within(1e-5f));
  }

  /** A sine through 0 has the slope 2 pi / wavelength there. */
  @ParameterizedTest
  @CsvSource({"40, 1, 0.005", "8, 1, 0.01", "4, 0.95, 0.01", "3, 0.83, 0.01", "2, 0, 0.001"})
  void shouldKeepMostOfTheSlopeOfShortWaves(double wavelength, double part, double off) {
    float[] row = new float[N];
    for (int i = 0; i < N; i++) {
      row[i] = (float) Math.sin(2 * Math.PI * (i - N / 2) / wavelength);
    }
    double slope = SplineSlope.at(row, N / 2, 1) / (2 * Math.PI / wavelength);
    assertThat(slope).isCloseTo(part, within(off));
  }
}
