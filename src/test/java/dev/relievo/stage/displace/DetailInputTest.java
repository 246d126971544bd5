package dev.relievo.stage.displace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.image.SRgb;
import dev.relievo.stage.SyntheticFace;
import org.junit.jupiter.api.Test;

class DetailInputTest {

  private static final int SIZE = 128;
  private static final int PLANE = SIZE * SIZE;

  private final DetailInput input = new DetailInput(SyntheticFace.MODEL, SIZE);
  private final FaceParameters face =
      SyntheticFace.face(SyntheticFace.pose(0.2), SyntheticFace.sideLight());
  private final float[] surface = new float[DetailInput.SURFACE_CHANNELS * PLANE];
  private final float[] channels = new float[DetailInput.CHANNELS * PLANE];

  private void place() {
    input.place(face);
    input.surface(surface, 0);
    input.channels(new byte[3 * PLANE], new byte[PLANE], channels, 0);
  }

  /** Irradiance / pi of a channel at the normal of a texel, turned by relief of these slopes. */
  private double irradiance(int t, double du, double dv, int channel) {
    double[] n = new double[3];
    double length = 0;
    for (int k = 0; k < 3; k++) {
      n[k] =
          surface[k * PLANE + t]
              - du * surface[(3 + k) * PLANE + t]
              - dv * surface[(6 + k) * PLANE + t];
      length += n[k] * n[k];
    }
    float[] basis = new float[Illumination.BANDS];
    length = Math.sqrt(length);
    Illumination.basis(n[0] / length, n[1] / length, n[2] / length, basis, 0);
    return face.illumination().irradiance(channel, basis, 0);
  }

  private double brightness(int t, double du, double dv) {
    double[] luma = {0.299, 0.587, 0.114};
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      double lit = surface[(9 + c) * PLANE + t] * irradiance(t, du, dv, c);
      sum += luma[c] * SRgb.encode(lit);
    }
    return sum;
  }

  @Test
  void shouldGiveTheSlopesOfTheShadingThatReliefHas() {
    place();
    double step = 1e-3;
    int checked = 0;
    for (int i = 0; i < input.chart().count(); i += 97) {
      int t = input.chart().texels()[i];
      double level = brightness(t, 0, 0);
      if (level < 0.2 || level > 0.95) {
        continue;
      }
      double byU = (brightness(t, step, 0) - brightness(t, -step, 0)) / (2 * step);
      double byV = (brightness(t, 0, step) - brightness(t, 0, -step)) / (2 * step);
      assertThat((double) channels[DetailInput.SLOPES * PLANE + t])
          .isCloseTo(byU, within(0.02 + 0.1 * Math.abs(byU)));
      assertThat((double) channels[(DetailInput.SLOPES + 1) * PLANE + t])
          .isCloseTo(byV, within(0.02 + 0.1 * Math.abs(byV)));
      checked++;
    }
    assertThat(checked).isGreaterThan(40);
  }

  @Test
  void shouldSayHowManyMillimetresATexelIs() {
    place();
    // 1 / |a_u| is a texel's width on the face: about 1.2 mm at 256, twice that at 128.
    double sum = 0;
    int n = 0;
    for (int t : input.chart().texels()) {
      double x = surface[3 * PLANE + t];
      double y = surface[4 * PLANE + t], z = surface[5 * PLANE + t];
      sum += Math.log(1 / Math.sqrt(x * x + y * y + z * z));
      n++;
    }
    assertThat(Math.exp(sum / n)).isBetween(1.5, 3.5);
  }

  @Test
  void shouldShowNoResidualWhereThePhotographIsTheRendering() {
    place();
    byte[] texture = new byte[3 * PLANE];
    for (int t : input.chart().texels()) {
      for (int c = 0; c < 3; c++) {
        double lit = surface[(9 + c) * PLANE + t] * irradiance(t, 0, 0, c);
        texture[3 * t + c] = (byte) Math.round(255 * SRgb.encode(lit));
      }
    }
    byte[] visibility = new byte[PLANE];
    visibility[input.chart().texels()[5]] = (byte) 255;
    input.channels(texture, visibility, channels, 0);
    double worst = 0;
    for (int t : input.chart().texels()) {
      for (int c = 0; c < 3; c++) {
        worst += Math.abs(channels[c * PLANE + t]) / DetailInput.RESIDUAL_SCALE;
      }
    }
    assertThat(worst / (3 * input.chart().count())).isLessThan(0.01);
    assertThat(channels[DetailInput.VISIBILITY * PLANE + input.chart().texels()[5]]).isEqualTo(1);
    assertThat(channels[DetailInput.VISIBILITY * PLANE + input.chart().texels()[6]]).isZero();
  }
}
