package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.face.DisplacementMap;
import dev.relievo.stage.SyntheticFace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whether the folds of test faces are what they are said to be. */
class WrinklesTest {

  private static final int SIZE = Wrinkles.SIZE;
  private static final SkinCharts CHARTS = new SkinCharts(SyntheticFace.MODEL);
  private static final List<DisplacementMap> RELIEFS = new ArrayList<>();
  private static float[] shape;
  private static float[] places;

  @BeforeAll
  static void draw() {
    float[] none = new float[0];
    shape = SyntheticFace.MODEL.shape(none, none, none);
    float[] ofTexels = SkinNoise.spread(CHARTS.chart(SIZE), shape);
    places = new float[3 * SIZE * SIZE];
    Arrays.fill(places, Float.NaN);
    for (int i = 0; i < CHARTS.chart(SIZE).count(); i++) {
      System.arraycopy(ofTexels, 3 * i, places, 3 * CHARTS.chart(SIZE).texels()[i], 3);
    }
    for (int seed = 1; seed <= 3; seed++) {
      RELIEFS.add(new Wrinkles(CHARTS).draw(shape, new Random(seed)));
    }
  }

  @Test
  void shouldCoverATenthToAQuarterOfTheSkinAndNothingElse() {
    float[] area = new SurfaceHighPass(CHARTS.chart(SIZE), shape, CHARTS.skin(SIZE)).texelAreas();
    boolean[] skin = CHARTS.skin(SIZE);
    for (DisplacementMap relief : RELIEFS) {
      assertThat(Wrinkles.coverage(CHARTS, area, relief.millimetres())).isBetween(0.10, 0.25);
      for (int t = 0; t < skin.length; t++) {
        if (!skin[t]) {
          assertThat(relief.millimetres()[t]).isZero();
        }
      }
    }
  }

  @Test
  void shouldHaveValleysThatAreEachATenthToFourTenthsOfAMillimetreDeep() {
    for (DisplacementMap relief : RELIEFS) {
      float[] mm = relief.millimetres();
      float deepest = 0, highest = 0;
      for (float d : mm) {
        deepest = Math.min(deepest, d);
        highest = Math.max(highest, d);
      }
      assertThat(deepest).isBetween(-0.4f, -0.2f);
      assertThat(highest).as("valleys alone").isZero();
      float[] again = mm.clone();
      new Islands(SIZE).removeShallow(again, 0.1f);
      assertThat(again).as("no valley is shallower than 0.1 mm throughout").isEqualTo(mm);
    }
  }

  @Test
  void shouldHaveValleysBetweenTwoAndAHalfAndEightMillimetresWide() {
    List<Double> widths = new ArrayList<>();
    for (DisplacementMap relief : RELIEFS) {
      widths(relief.millimetres(), widths);
    }
    Collections.sort(widths);
    int n = widths.size();
    assertThat(n).isGreaterThan(300);
    assertThat(widths.get(n / 20)).isGreaterThan(2.3);
    assertThat(widths.get(n * 19 / 20)).isLessThan(8.0);
    assertThat(widths.get(n / 2)).isBetween(2.8, 5.0);
    assertThat(widths.get(n * 9 / 10)).as("folds, not wrinkles alone").isGreaterThan(4.2);
  }

  /**
   * Widths at a tenth of the depth across valleys' bottoms: of the rows and columns through a local
   * minimum, in millimetres, the shorter.
   */
  private static void widths(float[] mm, List<Double> out) {
    for (int y = 8; y < SIZE - 8; y += 5) {
      for (int x = 8; x < SIZE - 8; x++) {
        int t = y * SIZE + x;
        // Bottoms of a valley: no deeper neighbour on either side of the row.
        if (mm[t] < -0.1f && mm[t] < mm[t - 1] && mm[t] <= mm[t + 1]) {
          double least = Double.MAX_VALUE;
          for (int angle = 0; angle < 180; angle += 10) {
            least = Math.min(least, across(mm, x, y, Math.toRadians(angle)));
          }
          if (least < 20) {
            out.add(least);
          }
        }
      }
    }
  }

  private static double across(float[] mm, int x, int y, double angle) {
    return side(mm, x, y, Math.cos(angle), Math.sin(angle))
        + side(mm, x, y, -Math.cos(angle), -Math.sin(angle));
  }

  /** Way on the surface to where a tenth of the depth is left; a lot where a neighbour begins. */
  private static double side(float[] mm, int x, int y, double dx, double dy) {
    float bottom = mm[y * SIZE + x], before = bottom;
    int last = y * SIZE + x;
    double way = 0;
    for (int i = 1; i < 120; i++) {
      int px = (int) Math.round(x + i * dx), py = (int) Math.round(y + i * dy);
      if (px < 0 || py < 0 || px >= SIZE || py >= SIZE) {
        return 100;
      }
      int t = py * SIZE + px;
      way += distance(last, t);
      last = t;
      if (mm[t] > bottom * 0.1f) {
        return way;
      }
      if (mm[t] < before - 0.004f) {
        return 100;
      }
      before = mm[t];
    }
    return 100;
  }

  private static double distance(int a, int b) {
    double x = places[3 * a] - places[3 * b], y = places[3 * a + 1] - places[3 * b + 1];
    double z = places[3 * a + 2] - places[3 * b + 2];
    return Math.sqrt(x * x + y * y + z * z);
  }
}
