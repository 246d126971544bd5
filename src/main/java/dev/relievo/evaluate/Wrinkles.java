package dev.relievo.evaluate;

import dev.relievo.face.DisplacementMap;
import dev.relievo.render.Chart;
import java.util.Random;

/**
 * Folds and wrinkles for faces whose relief must be known: valleys along the zero crossings of two
 * anisotropic noises on the skin ({@link SkinNoise}, {@link FoldLines}), in patches. A crossing's
 * distance follows from the noise over its slope, so a valley has the width it is given: {@value
 * #LEAST_WIDTH} to {@value #MOST_WIDTH} mm between the points at a tenth of its depth, 0.1 to 0.4
 * mm deep at its deepest, over 10 to 25 % of the skin. Nothing is drawn stroke by stroke: lines
 * branch, fork and end where the noise does.
 */
final class Wrinkles {

  /** Side of the maps, texels: a quarter of a millimetre each. */
  static final int SIZE = 1024;

  static final float LEAST_WIDTH = 2.5f;
  static final float MOST_WIDTH = 8;
  static final float LEAST_DEPTH = 0.1f;
  static final float MOST_DEPTH = 0.4f;

  /** Skin deeper than this is covered by a fold, mm. */
  static final float COVERED = 0.02f;

  /** Side of the map of the waves, texels: half a millimetre each. */
  private static final int WAVE_SIZE = 512;

  /** Side of the maps of what changes slowly, texels: two millimetres each. */
  private static final int SMOOTH_SIZE = 128;

  private static final double LEAST_COVER = 0.12;
  private static final double MOST_COVER = 0.22;

  /** Of (1 - q^2)^2: q at a tenth of the depth. */
  private static final float TENTH = 0.8269f;

  private static final int HALVINGS = 14;

  /** Nominal side of a texel, mm. */
  private static final double TEXEL = 0.25;

  /**
   * Skin has no edges sharper than this, mm: where waves cancel their slope is not to be trusted.
   */
  private static final double SOFTNESS = 0.3;

  /** Fades from the skin's edge inwards, mm. */
  private static final double MARGIN = 3;

  private final SkinCharts charts;

  Wrinkles(SkinCharts charts) {
    this.charts = charts;
  }

  /**
   * A family of valleys.
   *
   * @param wavelength of the noise, mm: twice the distance of neighbours
   * @param least width, mm
   * @param most width, mm
   */
  private record Family(double wavelength, float least, float most) {}

  private static final Family[] FAMILIES = {
    new Family(13, LEAST_WIDTH, 4.2f), new Family(28, 4.2f, MOST_WIDTH)
  };

  /**
   * Draws the relief of a face.
   *
   * @param shape V x 3, mm, model space: widths are right on this shape
   */
  DisplacementMap draw(float[] shape, Random random) {
    Chart fine = charts.chart(SIZE);
    SkinNoise fast = new SkinNoise(charts.chart(WAVE_SIZE), charts.model(), shape);
    SkinNoise slow = new SkinNoise(charts.chart(SMOOTH_SIZE), charts.model(), shape);
    FoldLines lines = new FoldLines(random);
    UvField[] fields = new UvField[FAMILIES.length];
    for (int f = 0; f < fields.length; f++) {
      fields[f] = family(FAMILIES[f], fast, slow, lines, shape, random);
    }
    float[] valleys = valleys(fields, sample(slow.smooth(16, random), fine), fine);
    float[] depths = sample(uniform(slow.smooth(11, random)), fine);
    float[] liked = sample(liked(slow, lines, random), fine);
    float[] inside = inside(fine);
    float[] area = new SurfaceHighPass(fine, shape, charts.skin(SIZE)).texelAreas();
    double cover = LEAST_COVER + (MOST_COVER - LEAST_COVER) * random.nextDouble();
    float[] relief = carved(valleys, depths, liked, inside, area, cover);
    float[] soft = Gaussian.smooth(relief, null, SIZE, SIZE, SOFTNESS / TEXEL);
    for (int t = 0; t < soft.length; t++) {
      soft[t] = inside[t] > 0 ? soft[t] : 0;
    }
    new Islands(SIZE).removeShallow(soft, LEAST_DEPTH);
    return new DisplacementMap(SIZE, soft);
  }

  /** Valleys where they are liked most, as many as cover the share of the skin. */
  private float[] carved(
      float[] valleys, float[] depths, float[] liked, float[] inside, float[] area, double cover) {
    Chart fine = charts.chart(SIZE);
    double least = -4, most = 6;
    float[] relief = new float[SIZE * SIZE];
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (least + most) / 2;
      carve(fine, valleys, depths, liked, inside, middle, relief);
      if (coverage(charts, area, relief) > cover) {
        least = middle;
      } else {
        most = middle;
      }
    }
    return relief;
  }

  /** Noise over wave number, slope, width: what a valley's profile follows from. */
  private UvField family(
      Family family,
      SkinNoise fast,
      SkinNoise slow,
      FoldLines lines,
      float[] shape,
      Random random) {
    Chart chart = fast.chart();
    float[] waves = fast.waves(family.wavelength, lines, random);
    UvField slope = SurfaceGradient.tilt(chart, charts.model().uv(), shape, waves);
    float[] width = sample(uniform(slow.smooth(14, random)), chart);
    float[] out = new float[3 * waves.length];
    float k = (float) (2 * Math.PI / family.wavelength);
    for (int t : chart.texels()) {
      float[] s = slope.values();
      float sx = s[3 * t], sy = s[3 * t + 1], sz = s[3 * t + 2];
      float length = (float) Math.sqrt(sx * sx + sy * sy + sz * sz);
      out[3 * t] = k * waves[t];
      out[3 * t + 1] = length;
      out[3 * t + 2] = family.least + (family.most - family.least) * width[t];
    }
    return new UvField(WAVE_SIZE, 3, out);
  }

  /** Of standard normal values: their place among them, 0 to 1 (logistic approximation). */
  private static float[] uniform(float[] normal) {
    float[] out = new float[normal.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (1 / (1 + Math.exp(-1.702 * normal[i])));
    }
    return out;
  }

  private static float[] liked(SkinNoise noise, FoldLines lines, Random random) {
    Chart chart = noise.chart();
    float[] out = noise.smooth(13, random);
    for (int i = 0; i < chart.count(); i++) {
      out[chart.texels()[i]] +=
          (float) (1.6 * lines.liking(noise.places()[3 * i], noise.places()[3 * i + 1]));
    }
    return out;
  }

  /** A slow field at the texels of a finer chart. */
  private static float[] sample(float[] field, Chart chart) {
    DisplacementMap map = new DisplacementMap(SMOOTH_SIZE, field);
    int size = chart.size();
    float[] out = new float[size * size];
    for (int t : chart.texels()) {
      out[t] = map.at((t % size + 0.5f) / size, (t / size + 0.5f) / size);
    }
    return out;
  }

  /**
   * Depth as part of the deepest, 0 to 1.
   *
   * @param which above 0 the first family has a place, below 0 the second: valleys of both at one
   *     place would make one that is too wide
   */
  private static float[] valleys(UvField[] fields, float[] which, Chart fine) {
    float[] out = new float[SIZE * SIZE];
    float[] at = new float[3];
    for (int t : fine.texels()) {
      int f = which[t] > 0 ? 0 : 1;
      float place = step(Math.abs(which[t]) / 0.25f);
      if (place > 0) {
        fields[f].read((t % SIZE + 0.5f) / SIZE, (t / SIZE + 0.5f) / SIZE, at);
        // On a wave sin(k x) noise over slope is tan(k x) / k.
        double k = 2 * Math.PI / FAMILIES[f].wavelength;
        double distance = Math.atan2(Math.abs(at[0]), at[1] + 1e-6f) / k;
        double q = distance * TENTH / (at[2] / 2);
        if (q < 1) {
          // Where waves cancel each other they have no crest to follow.
          double height = Math.hypot(at[0], at[1]) / k;
          double part = (1 - q * q) * (1 - q * q) * step((float) (height - 0.25) / 0.4f);
          out[t] = (float) (place * part);
        }
      }
    }
    return out;
  }

  /** 1 inside the skin, falling to 0 at its edge. */
  private float[] inside(Chart fine) {
    boolean[] skin = charts.skin(SIZE);
    float[] mask = new float[SIZE * SIZE];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = skin[i] ? 1 : 0;
    }
    float[] soft = Gaussian.smooth(mask, null, SIZE, SIZE, MARGIN / TEXEL / 2);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = skin[i] ? step((soft[i] - 0.55f) / 0.4f) : 0;
    }
    return mask;
  }

  private static float step(float x) {
    float t = Math.max(0, Math.min(1, x));
    return t * t * (3 - 2 * t);
  }

  private static void carve(
      Chart fine,
      float[] valleys,
      float[] depths,
      float[] liked,
      float[] inside,
      double threshold,
      float[] relief) {
    for (int t : fine.texels()) {
      float patch = step((float) ((liked[t] - threshold) / 0.5)) * inside[t];
      float depth = LEAST_DEPTH * 1.05f + (MOST_DEPTH - LEAST_DEPTH * 1.05f) * depths[t];
      relief[t] = -depth * valleys[t] * patch;
    }
  }

  /**
   * Share of the skin that folds cover.
   *
   * @param area of the chart's texels, in its order
   */
  static double coverage(SkinCharts charts, float[] area, float[] relief) {
    Chart fine = charts.chart(SIZE);
    boolean[] skin = charts.skin(SIZE);
    double all = 0, covered = 0;
    for (int i = 0; i < fine.count(); i++) {
      int t = fine.texels()[i];
      if (skin[t]) {
        all += area[i];
        covered += relief[t] < -COVERED ? area[i] : 0;
      }
    }
    return covered / all;
  }
}
