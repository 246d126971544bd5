package dev.relievo.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfTest {

  @Test
  void shouldReturnEveryHalfUnchangedFromItsFloat() {
    for (int bits = 0; bits < 65536; bits++) {
      float value = Half.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Half.fromFloat(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void shouldKnowTheFormatsLandmarks() {
    assertThat(Half.toFloat((short) 0x3c00)).isEqualTo(1f);
    assertThat(Half.toFloat((short) 0xc000)).isEqualTo(-2f);
    assertThat(Half.toFloat((short) 0x7bff)).isEqualTo(65504f);
    assertThat(Half.toFloat((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Half.toFloat((short) 0x7c00)).isInfinite();
    assertThat(Half.toFloat(Half.fromFloat(Float.NaN))).isNaN();
  }

  @Test
  void shouldRoundToNearestAndTiesToEven() {
    float step = 0x1p-10f;
    assertThat(Half.toFloat(Half.fromFloat(1 + 0.4f * step))).isEqualTo(1f);
    assertThat(Half.toFloat(Half.fromFloat(1 + 0.6f * step))).isEqualTo(1 + step);
    assertThat(Half.toFloat(Half.fromFloat(1 + 0.5f * step))).isEqualTo(1f);
    assertThat(Half.toFloat(Half.fromFloat(1 + 1.5f * step))).isEqualTo(1 + 2 * step);
    assertThat(Half.toFloat(Half.fromFloat(70000))).isInfinite();
  }
}
