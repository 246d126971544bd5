package dev.relievo.stage.displace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.stage.SyntheticFace;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  private static final int SIZE = 128;
  private static final int PLANE = SIZE * SIZE;
  private static final int AGREEMENT = Evidence.COUNT - 1;

  private final ReliefFade fade = new ReliefFade(SyntheticFace.MODEL, SIZE);
  private final Evidence evidence = new Evidence(fade);
  private final float[] maps = new float[2 * PLANE];
  private final float[] channels = new float[DetailInput.CHANNELS * PLANE];

  private double[] evidence(double density) {
    float[] relief = fade.relief(maps, 0, channels, DetailInput.VISIBILITY * PLANE);
    return evidence.of(channels, 0, relief, maps, PLANE, density);
  }

  /** Waves of relief lit from above, and a photograph that shows them times a factor, and noise. */
  private double[] of(double shown, double noise) {
    Random random = new Random(2);
    for (int t = 0; t < PLANE; t++) {
      maps[t] = (float) (0.2 * Math.sin(t / SIZE * 0.8));
      maps[PLANE + t] = -3;
      channels[DetailInput.VISIBILITY * PLANE + t] = 1;
      channels[(DetailInput.SLOPES + 1) * PLANE + t] = 0.3f;
      double slope = 0.16 * Math.cos(t / SIZE * 0.8);
      channels[(DetailInput.ESTIMATES + 1) * PLANE + t] =
          (float) (shown * slope + noise * random.nextGaussian());
      for (int c = 0; c < 3; c++) {
        channels[c * PLANE + t] = (float) (0.1 * random.nextGaussian());
      }
    }
    return evidence(2);
  }

  @Test
  void shouldAgreeWhereThePhotographShowsTheRelief() {
    assertThat(of(1, 0)[AGREEMENT]).isGreaterThan(0.95);
    assertThat(of(-1, 0)[AGREEMENT]).isLessThan(-0.95);
    assertThat(of(0, 1)[AGREEMENT]).isCloseTo(0, within(0.05));
    assertThat(of(1, 0.1)[AGREEMENT]).isBetween(0.6, 0.95);
  }

  @Test
  void shouldBeFiniteWithoutAnyRelief() {
    double[] e = evidence(0);
    assertThat(e).hasSize(Evidence.COUNT).doesNotContain(Double.NaN);
  }

  @Test
  void shouldGrowWithDensityAndFallWithBlur() {
    double[] noisy = of(1, 0);
    assertThat(evidence(4)[0]).isGreaterThan(noisy[0]);
    for (int c = 0; c < 3; c++) {
      for (int t = 0; t < PLANE; t++) {
        channels[c * PLANE + t] = (float) (0.1 * Math.sin(t % SIZE * 0.2));
      }
    }
    assertThat(evidence(2)[2]).isLessThan(noisy[2]);
  }
}
