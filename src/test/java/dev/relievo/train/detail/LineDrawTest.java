package dev.relievo.train.detail;

import static dev.relievo.stage.SyntheticFace.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LineDrawTest {

  private static final double APART = 6;
  private static final SkinChart CHART = new SkinChart(MODEL);

  /** Of two curves, in mm. */
  private static double distance(double[] one, double[] other) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < one.length; i += 2) {
      for (int j = 0; j < other.length; j += 2) {
        double dx = (one[i] - other[j]) * CHART.widthAt(one[i], one[i + 1]);
        double dy = (one[i + 1] - other[j + 1]) * CHART.heightAt(one[i], one[i + 1]);
        least = Math.min(least, Math.hypot(dx, dy));
      }
    }
    return least;
  }

  @Test
  void shouldKeepTheFoldsOfASheetApartAndBesideEachOther() {
    LineDraw lines = new LineDraw(CHART, new Strokes(CHART));
    RandomGenerator r = new SplittableRandom(1);
    int many = 0, neighbours = 0, pairs = 0, close = 0;
    for (int n = 0; n < 40; n++) {
      List<double[]> sheet = lines.sheet(r, APART);
      assertThat(lines.room()).isEqualTo(APART);
      many += sheet.size() >= 4 ? 1 : 0;
      for (int i = 0; i < sheet.size(); i++) {
        double nearest = Double.MAX_VALUE;
        for (int j = 0; j < sheet.size(); j++) {
          if (i != j) {
            double d = distance(sheet.get(i), sheet.get(j));
            nearest = Math.min(nearest, d);
            pairs++;
            close += d < 0.3 * APART ? 1 : 0;
          }
        }
        neighbours += nearest < 1.5 * APART ? 1 : 0;
      }
    }
    assertThat(many).isGreaterThan(25);
    assertThat(pairs).isGreaterThan(500);
    assertThat((double) close / pairs).isLessThan(0.02);
    assertThat(neighbours).isGreaterThan(150);
  }
}
