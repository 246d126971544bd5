package dev.relievo.train.detail;

import dev.relievo.face.MorphableModel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws the relief of skin: valleys along the lines of {@link LineDraw} with raised shoulders and
 * tapered ends, some of them closed to a cleft at the bottom, bumps, roughness; on one face in five
 * none. On purpose not the process that results are measured with. Belongs to one thread.
 */
final class ReliefDraw {

  /** Side of the map, texels. */
  static final int SIZE = SkinChart.SIZE;

  private static final double FLAT = 0.2;
  private static final double OLD = 0.55;

  /** Share of the others that have patches of skin in folds, and a third of the single lines. */
  private static final double FOLDED = 0.6;

  /** One face in so many of those is in folds nearly everywhere. */
  private static final int FURROWED = 3;

  private static final float LEAST_WIDTH = 2;
  private static final float MOST_WIDTH = 10;
  private static final float LEAST_DEPTH = 0.05f;
  private static final float MOST_DEPTH = 0.7f;

  /** Depth over width: walls of 35 degrees. */
  private static final float STEEPEST = 0.22f;

  /** Width of a raised shoulder, parts of the valley's. */
  private static final float NARROW = 0.22f;

  /** What crossing valleys may add up to, mm. */
  private static final float DEEPEST = 0.9f;

  private static final float HIGHEST = 0.45f;

  /** Half the width of a cleft: at the least, mm, and in parts of its valley's width. */
  private static final float LEAST_CLEFT = 0.35f;

  private static final double NARROW_CLEFT = 0.06;
  private static final double WIDE_CLEFT = 0.16;

  /** Most light that does not reach the bottom of a cleft, parts of 1. */
  private static final double DARKEST_CLEFT = 0.7;

  private final SkinChart chart;
  private final LineDraw lines;
  private final Strokes strokes;

  /** Roughness of standard deviation 1, a grain about 1.5 mm, without seams. */
  private final float[] grain;

  ReliefDraw(MorphableModel model) {
    this(new SkinChart(model));
  }

  ReliefDraw(SkinChart chart) {
    this.chart = chart;
    strokes = new Strokes(chart);
    lines = new LineDraw(chart, strokes);
    grain = grain();
  }

  private static float[] grain() {
    RandomGenerator r = new SplittableRandom(3);
    float[] noise = new float[SIZE * SIZE];
    for (int t = 0; t < noise.length; t++) {
      noise[t] = (float) r.nextGaussian();
    }
    double sum = 0;
    float[] out = smooth(smooth(noise, 1), SIZE);
    for (float v : out) {
      sum += v * v;
    }
    float scale = (float) Math.sqrt(out.length / sum);
    for (int t = 0; t < out.length; t++) {
      out[t] *= scale;
    }
    return out;
  }

  /** Five taps one way, round the edges. */
  private static float[] smooth(float[] in, int step) {
    int mask = in.length - 1;
    float[] out = new float[in.length];
    for (int t = 0; t < in.length; t++) {
      out[t] =
          6 * in[t]
              + 4 * (in[t + step & mask] + in[t - step & mask])
              + in[t + 2 * step & mask]
              + in[t - 2 * step & mask];
    }
    return out;
  }

  /**
   * Draws a face's relief.
   *
   * @param out SIZE x SIZE, overwritten: mm, outward positive; 0 off skin
   * @param clefts SIZE x SIZE, overwritten: light that does not come out again, 0 to 1, where the
   *     walls of a fold all but touch, which is narrower than any texel
   * @return whether there is any
   */
  boolean draw(RandomGenerator r, float[] out, float[] clefts) {
    Arrays.fill(out, 0);
    Arrays.fill(clefts, 0);
    if (r.nextDouble() < FLAT) {
      return false;
    }
    boolean folded = r.nextDouble() < FOLDED;
    int groups = r.nextDouble() < OLD ? 14 + r.nextInt(22) : 6 + r.nextInt(11);
    for (int g = folded ? 2 * groups / 3 : 0; g < groups; g++) {
      double apart = width(r);
      valleys(r, apart, lines.group(r, apart * r.nextDouble(1, 2.5)), out, clefts);
    }
    int sheets = !folded ? 0 : r.nextInt(FURROWED) > 0 ? 1 + r.nextInt(5) : 6 + r.nextInt(9);
    for (int n = sheets; n > 0; n--) {
      double apart = width(r);
      valleys(r, apart, lines.sheet(r, apart * r.nextDouble(1, 1.8)), out, clefts);
    }
    if (r.nextInt(5) < 2) {
      for (int n = 1 + r.nextInt(6); n > 0; n--) {
        bump(r, out);
      }
    }
    float rough = r.nextInt(5) < 2 ? (float) r.nextDouble(0.01, 0.03) : 0;
    finish(out, clefts, rough, r.nextInt(out.length));
    return true;
  }

  /** How a valley looks across. */
  private record Profile(
      float width, float depth, boolean round, float left, float right, float spread, float taper) {

    /** Height over the skin around, mm. */
    float at(float across, float along) {
      float scale = scale(along);
      float q = Math.abs(across) / (width * (0.75f + 0.25f * scale));
      float valley =
          round
              ? (float) Math.exp(-8 * q * q)
              : q < 0.5f ? 0.5f + 0.5f * (float) Math.cos(2 * Math.PI * q) : 0;
      float beside = (q - 0.65f) / (q < 0.65f ? NARROW : spread);
      float shoulder = (across > 0 ? right : left) * (float) Math.exp(-beside * beside);
      return scale * depth * (shoulder - valley);
    }

    /** 0 at its ends, 1 between them. */
    float scale(float along) {
      float end = Math.min(1, Math.min(along, 1 - along) / taper);
      return end * end * (3 - 2 * end);
    }

    /** Farther from its middle there is nothing of it, mm. */
    float reach() {
      return width * (0.65f + 2.5f * spread);
    }
  }

  private static double width(RandomGenerator r) {
    return LEAST_WIDTH * Math.pow(MOST_WIDTH / LEAST_WIDTH, r.nextDouble());
  }

  /** Valleys alike along the lines that were drawn last, as wide as there is room. */
  private void valleys(
      RandomGenerator r, double most, List<double[]> group, float[] out, float[] clefts) {
    float width = (float) Math.max(LEAST_WIDTH, Math.min(most, lines.room()));
    float deep = Math.min(MOST_DEPTH, STEEPEST * width);
    float depth = LEAST_DEPTH * (float) Math.pow(deep / LEAST_DEPTH, Math.cbrt(r.nextDouble()));
    boolean crease = r.nextInt(4) == 0, leftwards = r.nextBoolean();
    float ridge = crease ? r.nextFloat() : 0.3f * r.nextFloat() * r.nextFloat();
    float spread = crease ? NARROW * (float) Math.pow(3, r.nextDouble()) : NARROW;
    boolean round = r.nextBoolean();
    double closed = 0.25 + 0.5 * (depth - LEAST_DEPTH) / (deep - LEAST_DEPTH);
    double dark = r.nextDouble() < closed ? DARKEST_CLEFT * r.nextDouble() : 0;
    float cleft = (float) Math.max(LEAST_CLEFT, width * r.nextDouble(NARROW_CLEFT, WIDE_CLEFT));
    for (double[] line : group) {
      Profile p =
          new Profile(
              Math.max(LEAST_WIDTH, width * (float) r.nextDouble(0.8, 1)),
              depth * (float) r.nextDouble(0.6, 1),
              round,
              crease ? (leftwards ? ridge : 0) : ridge * 2 * r.nextFloat(),
              crease ? (leftwards ? 0 : ridge) : ridge * 2 * r.nextFloat(),
              spread,
              (float) r.nextDouble(0.15, 0.5));
      strokes.draw(line, p.reach(), (t, across, along) -> out[t] += p.at(across, along));
      if (dark > 0) {
        float here = (float) (dark * r.nextDouble(0.5, 1));
        strokes.draw(
            line,
            2.5f * cleft,
            (t, across, along) -> {
              float q = across / cleft;
              float hidden = here * p.scale(along) * (float) Math.exp(-q * q);
              clefts[t] = Math.max(clefts[t], hidden);
            });
      }
    }
  }

  private void bump(RandomGenerator r, float[] out) {
    int t = chart.skin()[r.nextInt(chart.skin().length)];
    double x = t % SIZE, y = t / SIZE;
    float radius = (float) r.nextDouble(1, 5);
    float height = Math.min(0.3f, 0.12f * radius) * (float) r.nextDouble(0.3, 1);
    float signed = r.nextInt(4) == 0 ? -height : height;
    strokes.dot(
        x,
        y,
        2.2 * radius,
        (texel, across, along) -> {
          float q = across / radius;
          out[texel] += signed * (float) Math.exp(-1.2 * q * q);
        });
  }

  /** Roughness, bounds, and the fading towards the edge of skin; of clefts, too. */
  private void finish(float[] out, float[] clefts, float rough, int shift) {
    float[] fade = chart.fade();
    for (int t = 0; t < out.length; t++) {
      clefts[t] *= fade[t];
      if (fade[t] == 0) {
        out[t] = 0;
      } else if (out[t] != 0 || rough > 0) {
        float h = out[t] + rough * grain[shift + t & out.length - 1];
        out[t] = fade[t] * Math.max(-DEEPEST, Math.min(HIGHEST, h));
      }
    }
  }
}
