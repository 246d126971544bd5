package dev.relievo.stage.unwrap;

import static dev.relievo.stage.SyntheticFace.CAMERA;
import static dev.relievo.stage.SyntheticFace.MODEL;
import static dev.relievo.stage.SyntheticFace.SIZE;
import static dev.relievo.stage.SyntheticFace.WHOLE_FRAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.image.RgbImage;
import dev.relievo.render.Chart;
import dev.relievo.render.FaceRenderer;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.SyntheticFace;
import org.junit.jupiter.api.Test;

class UnwrapperTest {

  private static final int MAP = 256;
  private static final Chart CHART = Chart.of(MODEL, MAP);

  /** Smooth, symmetric in u, different everywhere. */
  private static RgbImage texture() {
    RgbImage t = new RgbImage(MAP, MAP);
    for (int y = 0; y < MAP; y++) {
      for (int x = 0; x < MAP; x++) {
        double u = Math.abs(x - 127.5) / 127.5, v = y / 255.0;
        int i = 3 * (y * MAP + x);
        t.data()[i] = (byte) (40 + 180 * v);
        t.data()[i + 1] = (byte) (60 + 150 * u);
        t.data()[i + 2] = (byte) (128 + 90 * Math.sin(9 * v) * Math.cos(5 * u));
      }
    }
    return t;
  }

  private static Unwrapper.Unwrapped unwrap(double yaw) {
    FaceParameters face = SyntheticFace.face(SyntheticFace.pose(yaw), Illumination.ambient());
    FaceRenderer renderer = new FaceRenderer(MODEL.triangles());
    renderer.place(MODEL.shape(face), face.pose(), CAMERA, SIZE, SIZE);
    RgbImage photo = renderer.textured(texture(), MODEL.uv()).over(0xff00ff);
    FaceView view = new FaceView(MODEL);
    view.place(face, CAMERA, WHOLE_FRAME, SIZE);
    return new Unwrapper(MODEL, MAP).unwrap(view, photo);
  }

  private static double error(Unwrapper.Unwrapped maps, int least, int most) {
    RgbImage truth = texture();
    double sum = 0;
    int n = 0;
    for (int i = 0; i < CHART.count(); i++) {
      int t = CHART.texels()[i], seen = maps.visibility()[t] & 255;
      if (seen >= least && seen <= most) {
        for (int c = 0; c < 3; c++) {
          sum +=
              Math.abs((truth.data()[3 * t + c] & 255) - (maps.texture().data()[3 * t + c] & 255));
        }
        n += 3;
      }
    }
    assertThat(n).isGreaterThan(300);
    return sum / n;
  }

  @Test
  void shouldReadBackTheTextureOfARenderedFace() {
    assertThat(error(unwrap(0), 128, 255)).isLessThan(3);
  }

  @Test
  void shouldFillHiddenTexelsFromTheirMirrorImageAndMarkThem() {
    Unwrapper.Unwrapped turned = unwrap(0.8);
    // The texture is symmetric, so a true mirror image is right; the magenta background is not.
    assertThat(error(turned, 0, 0)).isLessThan(16);
    int hidden = 0;
    for (int i = 0; i < CHART.count(); i++) {
      hidden += turned.visibility()[CHART.texels()[i]] == 0 ? 1 : 0;
    }
    assertThat(hidden / (double) CHART.count()).isBetween(0.15, 0.6);
  }

  @Test
  void shouldSeeMoreOfTheSideThatIsTurnedToTheCamera() {
    // Turned to the subject's left, the camera sees more of the subject's right: low u or high u
    // by the chart's sense, but the other way round for the other turn.
    double left = balance(unwrap(0.6)), right = balance(unwrap(-0.6));
    assertThat(left * right).isNegative();
    assertThat(Math.abs(left)).isGreaterThan(0.15);
  }

  private static double balance(Unwrapper.Unwrapped maps) {
    double low = 0, high = 0;
    for (int t : CHART.texels()) {
      int v = maps.visibility()[t] & 255;
      if (t % MAP < MAP / 2) {
        low += v;
      } else {
        high += v;
      }
    }
    return (high - low) / (high + low);
  }

  @Test
  void shouldMirrorTheChartOntoItself() {
    int mirrored = 0;
    for (int i = 0; i < CHART.count(); i++) {
      int m = CHART.mirrors()[i];
      if (m >= 0) {
        assertThat(CHART.mirrors()[m]).isEqualTo(i);
        mirrored++;
      }
    }
    assertThat(mirrored).isGreaterThan((int) (0.9 * CHART.count()));
  }
}
