package dev.relievo.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.Illumination;
import dev.relievo.image.SRgb;
import org.junit.jupiter.api.Test;

class ShadingTest {

  @Test
  void shouldCutIrradianceAtZero() {
    float[] coefficients = new float[27];
    coefficients[3] = 2;
    coefficients[9 + 3] = -2;
    coefficients[18] = 5;
    float[] out = new float[3];

    Shading.irradiance(new float[] {0.6f, 0, 0.8f}, new Illumination(coefficients), out);

    assertThat(out[0]).isCloseTo(2 * 0.4886025f * 2 / 3 * 0.6f, within(1e-6f));
    assertThat(out[1]).isZero();
    assertThat(out[2]).isCloseTo(5 * 0.2820948f, within(1e-6f));
  }

  @Test
  void shouldReflectAlbedoUnderAmbientLight() {
    float[] albedo = {0.2f, 0.4f, 0.6f};
    float[] out = new float[3];

    Shading.reflect(albedo, new float[] {0, 0, -1}, Illumination.ambient(), out);

    assertThat(out).containsExactly(albedo, within(1e-6f));
  }

  @Test
  void shouldAgreeWithTheSrgbCurveEverywhere() {
    for (int i = 0; i < 256; i++) {
      assertThat(SRgb.fromLinear(SRgb.toLinear((byte) i))).isEqualTo((byte) i);
    }
    for (int i = 0; i <= 100_000; i++) {
      float linear = i / 100_000f;
      double s = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
      assertThat((SRgb.fromLinear(linear) & 0xff) / 255.0).isCloseTo(s, within(0.5001 / 255));
    }
    assertThat(SRgb.fromLinear(-1)).isZero();
    assertThat(SRgb.fromLinear(Float.NaN)).isZero();
    assertThat(SRgb.fromLinear(7)).isEqualTo((byte) 255);
    assertThat(SRgb.toLinear((byte) 128)).isCloseTo(0.2158605f, within(1e-6f));
  }
}
