package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.render.Chart;
import dev.relievo.stage.SyntheticFace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is taken from relief and what is left of it, on the mean face. */
class SurfaceHighPassTest {

  private static final int SIZE = 512;
  private static final SkinCharts CHARTS = new SkinCharts(SyntheticFace.MODEL);
  private static final float[] SHAPE =
      SyntheticFace.MODEL.shape(new float[0], new float[0], new float[0]);

  /** Share of a wave's root mean square that is left. */
  private static double left(double wavelength) {
    Chart chart = CHARTS.chart(SIZE);
    boolean[] skin = CHARTS.skin(SIZE);
    float[] places = SkinNoise.spread(chart, SHAPE);
    float[] wave = new float[SIZE * SIZE];
    for (int i = 0; i < chart.count(); i++) {
      wave[chart.texels()[i]] = (float) Math.cos(2 * Math.PI * places[3 * i + 1] / wavelength);
    }
    float[] high = new SurfaceHighPass(chart, SHAPE, skin).apply(wave);
    double before = 0, after = 0;
    for (int i = 0; i < chart.count(); i++) {
      int t = chart.texels()[i];
      // The middle of the cheeks and the forehead: steep places shorten the wave.
      boolean level = Math.abs(places[3 * i]) < 45 && skin[t] && places[3 * i + 1] > 10;
      if (level) {
        before += wave[t] * wave[t];
        after += high[t] * high[t];
      }
    }
    return Math.sqrt(after / before);
  }

  @Test
  void shouldKeepFoldsAndTakeAwayWhatIsWide() {
    assertThat(left(8)).isGreaterThan(0.97);
    assertThat(left(16)).isGreaterThan(0.88);
    assertThat(left(32)).isBetween(0.4, 0.7);
    assertThat(left(120)).isLessThan(0.25);
  }

  @Test
  void shouldLeaveNothingOfALevel() {
    float[] level = new float[SIZE * SIZE];
    Arrays.fill(level, 3);
    Chart chart = CHARTS.chart(SIZE);
    float[] high = new SurfaceHighPass(chart, SHAPE, CHARTS.skin(SIZE)).apply(level);
    for (int t : chart.texels()) {
      if (CHARTS.skin(SIZE)[t]) {
        assertThat(high[t]).isBetween(-1e-4f, 1e-4f);
      }
    }
  }
}
