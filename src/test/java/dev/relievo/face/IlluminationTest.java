package dev.relievo.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IlluminationTest {

  @Test
  void shouldMatchTheGoldenBasis() {
    float[] basis = new float[9];
    Illumination.basis(0.6, -0.48, 0.64, basis, 0);
    // Ramamoorthi and Hanrahan's constants .282095, .488603, 1.092548, .315392, .546274 times
    // A_l / pi = 1, 2/3, 1/4, worked out by hand.
    assertThat(basis)
        .containsExactly(
            new float[] {
              .282095f, -.156353f, .208471f, .195441f, -.078663f, -.083908f, .018041f, .104885f,
              .017699f
            },
            within(2e-6f));
  }

  @Test
  void shouldAgreeWithTheIntegralOverASphereOfLight() {
    // Light from one direction d: L = sum Y(d) y; irradiance / pi tends to the clamped cosine.
    Random random = new Random(3);
    double[] d = {0.36, 0.48, -0.8};
    float[] light = new float[27];
    double[] radiance = new double[9];
    raw(d, radiance);
    for (int k = 0; k < 9; k++) {
      light[k] = light[9 + k] = light[18 + k] = (float) radiance[k];
    }
    Illumination illumination = new Illumination(light);
    float[] basis = new float[9];
    for (int i = 0; i < 50; i++) {
      double x = random.nextGaussian(), y = random.nextGaussian(), z = random.nextGaussian();
      double n = Math.sqrt(x * x + y * y + z * z);
      Illumination.basis(x / n, y / n, z / n, basis, 0);
      double cosine = Math.max(0, (x * d[0] + y * d[1] + z * d[2]) / n);
      // Where the cosine is 0 the second order leaves 1/4 - 5/32 = 0.094, elsewhere less.
      assertThat(illumination.irradiance(1, basis, 0) * Math.PI).isCloseTo(cosine, within(0.1));
    }
  }

  /** Real spherical harmonics without the convolution. */
  private static void raw(double[] d, double[] out) {
    double x = d[0], y = d[1], z = d[2];
    double[] v = {
      .282095,
      .488603 * y,
      .488603 * z,
      .488603 * x,
      1.092548 * x * y,
      1.092548 * y * z,
      .315392 * (3 * z * z - 1),
      1.092548 * x * z,
      .546274 * (x * x - y * y)
    };
    System.arraycopy(v, 0, out, 0, 9);
  }

  @Test
  void shouldGiveOneUnderAmbientLight() {
    float[] basis = new float[9];
    Illumination.basis(0, 0, -1, basis, 0);
    assertThat(Illumination.ambient().irradiance(2, basis, 0)).isCloseTo(1, within(1e-6f));
  }
}
