package dev.relievo.stage.regress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.stage.TrackOptions;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OneEuroTest {

  private static final double FRAME = 0.04;

  private final OneEuro filter =
      new OneEuro(TrackOptions.DEFAULT.rest(), TrackOptions.DEFAULT.response());
  private final float[] value = new float[1];
  private final float[] speed = new float[1];

  @Test
  void shouldTrailARampByLessThanAFrame() {
    double perFrame = Math.toRadians(40) * FRAME;
    for (int i = 1; i <= 25; i++) {
      step((float) (perFrame * i));
    }
    assertThat((perFrame * 25 - value[0]) / perFrame).as("frames behind").isBetween(0.0, 1.0);
  }

  @Test
  void shouldCalmWhatTremblesAtRestToAQuarter() {
    Random random = new Random(4);
    double tremor = Math.toRadians(0.2), raw = 0, calm = 0;
    float before = 0, last = 0;
    for (int i = 0; i < 500; i++) {
      float next = (float) (tremor * random.nextGaussian());
      step(next);
      raw += (next - last) * (next - last);
      calm += (value[0] - before) * (value[0] - before);
      last = next;
      before = value[0];
    }
    assertThat(Math.sqrt(calm / raw)).isLessThan(0.25);
  }

  @Test
  void shouldReachWhatItWaitsFor() {
    for (int i = 0; i < 50; i++) {
      step(1);
    }
    assertThat(value[0]).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-3f));
  }

  private void step(float measured) {
    filter.step(value, speed, new float[] {measured}, 0, 1, 1, FRAME);
  }
}
