package dev.relievo.evaluate;

import dev.relievo.render.Chart;
import java.util.Arrays;
import java.util.Random;

/**
 * Albedo that is no relief: moles, freckles, blotches and pores, as factors of the albedo over the
 * chart. Sizes are in millimetres on the face.
 */
final class SkinSpots {

  private static final float[] MOLE = {0.42f, 0.31f, 0.27f};
  private static final float[] FRECKLE = {0.78f, 0.64f, 0.54f};
  private static final float[] RED = {0.97f, 0.78f, 0.78f};
  private static final float[] PALE = {1.12f, 1.12f, 1.1f};
  private static final double PORES = 0.05;

  private final SkinCharts charts;

  SkinSpots(SkinCharts charts) {
    this.charts = charts;
  }

  /**
   * Draws the spots of a face.
   *
   * @param shape V x 3, mm, model space
   * @return three factors a texel of {@link Wrinkles#SIZE} squared
   */
  UvField draw(float[] shape, Random random) {
    Chart chart = charts.chart(Wrinkles.SIZE);
    float[] places = new float[3 * Wrinkles.SIZE * Wrinkles.SIZE];
    float[] ofTexels = SkinNoise.spread(chart, shape);
    float[] out = new float[places.length];
    Arrays.fill(out, 1);
    for (int i = 0; i < chart.count(); i++) {
      int t = 3 * chart.texels()[i];
      System.arraycopy(ofTexels, 3 * i, places, t, 3);
      float pore = (float) Math.exp(PORES * random.nextGaussian());
      out[t] = out[t + 1] = out[t + 2] = pore;
    }
    boolean freckled = random.nextInt(3) > 0;
    spots(3 + random.nextInt(14), 0.8, 2.4, MOLE, 0.7, chart, places, out, random);
    spots(
        freckled ? 60 + random.nextInt(240) : 8,
        0.4,
        1.5,
        FRECKLE,
        0.8,
        chart,
        places,
        out,
        random);
    spots(2 + random.nextInt(7), 4, 12, RED, 0.9, chart, places, out, random);
    spots(random.nextInt(4), 3, 9, PALE, 0.8, chart, places, out, random);
    return new UvField(Wrinkles.SIZE, 3, out);
  }

  private void spots(
      int count,
      double least,
      double most,
      float[] colour,
      double strength,
      Chart chart,
      float[] places,
      float[] out,
      Random random) {
    boolean[] skin = charts.skin(Wrinkles.SIZE);
    for (int n = 0; n < count; ) {
      int at = chart.texels()[random.nextInt(chart.count())];
      if (skin[at]) {
        double radius = least * Math.pow(most / least, random.nextDouble());
        spot(at, radius, colour, strength * (0.5 + 0.5 * random.nextDouble()), places, out, random);
        n++;
      }
    }
  }

  /** An oval with a soft, uneven edge. */
  private static void spot(
      int at,
      double radius,
      float[] colour,
      double strength,
      float[] places,
      float[] out,
      Random random) {
    int size = Wrinkles.SIZE, window = (int) (radius * 1.6 / 0.12) + 2;
    double stretch = 1 + 0.5 * random.nextDouble(), angle = Math.PI * random.nextDouble();
    double cos = Math.cos(angle), sin = Math.sin(angle), uneven = 6 * random.nextDouble();
    int x0 = at % size, y0 = at / size;
    for (int y = Math.max(0, y0 - window); y <= Math.min(size - 1, y0 + window); y++) {
      for (int x = Math.max(0, x0 - window); x <= Math.min(size - 1, x0 + window); x++) {
        int t = y * size + x;
        float dx = places[3 * t] - places[3 * at], dy = places[3 * t + 1] - places[3 * at + 1];
        float dz = places[3 * t + 2] - places[3 * at + 2];
        double a = (cos * dx + sin * dy) * stretch, b = (cos * dy - sin * dx) / stretch;
        double d = Math.sqrt(a * a + b * b + dz * dz) / radius;
        d *= 1 + 0.08 * Math.sin(3 * Math.atan2(b, a) + uneven);
        if (d < 1.3) {
          double cover = strength * Math.max(0, Math.min(1, (1.3 - d) / 0.6));
          for (int c = 0; c < 3; c++) {
            out[3 * t + c] *= (float) (1 - cover + cover * colour[c]);
          }
        }
      }
    }
  }
}
