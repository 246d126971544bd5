package dev.relievo.train.detail;

import dev.relievo.face.MorphableModel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws what skin's colour does without relief, as densities of three pigments over the chart:
 * melanin (moles, freckles, stubble, hairs, locks over the skin), haemoglobin (redness, blotches,
 * spots), and paint of any colour (lipstick, shadow, lines where faces fold). Light that passes a
 * pigment fades as exp(-density x absorption) (Beer and Lambert's law). Every face has some, a
 * fourth of them much. Belongs to one thread.
 */
final class AlbedoDetail {

  /** Side of the map, texels. */
  static final int SIZE = SkinChart.SIZE;

  /** Pigments a texel. */
  static final int PIGMENTS = 3;

  private static final int MELANIN = 0;
  private static final int BLOOD = 1;
  private static final int PAINT = 2;

  /** Of red, green and blue by melanin, and by haemoglobin: brown, and red. */
  private static final float[] MELANIN_ABSORPTION = {0.6f, 1, 1.4f};

  private static final float[] BLOOD_ABSORPTION = {0.12f, 1, 0.75f};

  /** Landmarks where hair begins: round the forehead and the temples, and along the jaw. */
  private static final int[] HAIRLINE = {
    234, 127, 162, 21, 54, 103, 67, 109, 10, 338, 297, 332, 284, 251, 389, 356, 454
  };

  private static final int[] JAW = {58, 172, 136, 150, 149, 176, 148, 377, 400, 378, 379, 365, 397};
  private static final int NOSE = 4;

  /** So far from a strand relief is covered, less and less, mm. */
  private static final float COVER = 3;

  /** Waves of the background along a side, the longest and the shortest: 20 mm and 1.2. */
  private static final int COARSEST = 16;

  private static final int FINEST = 256;

  /** Of the patches in stubble. */
  private static final int PATCHES = 128;

  private static final int TABLE = 1 << 16;

  private final SkinChart chart;
  private final LineDraw lines;
  private final Strokes strokes;
  private final float[] gaussian = new float[TABLE];
  private final float[] covered = new float[SIZE * SIZE];
  private final ValueNoise noise = new ValueNoise(SIZE, FINEST);
  private final float[] patches = new float[SIZE * SIZE];

  AlbedoDetail(MorphableModel model) {
    this(new SkinChart(model));
  }

  AlbedoDetail(SkinChart chart) {
    this.chart = chart;
    strokes = new Strokes(chart);
    lines = new LineDraw(chart, strokes);
    RandomGenerator r = new SplittableRandom(4);
    for (int i = 0; i < TABLE; i++) {
      gaussian[i] = (float) r.nextGaussian();
    }
  }

  /**
   * Draws a face's pigments.
   *
   * @param out SIZE x SIZE x 3, overwritten: densities; negative where there is less than usual
   * @return 3 x 3, by pigment and then red, green, blue: absorption a density
   */
  float[] draw(RandomGenerator r, float[] out) {
    boolean strong = r.nextInt(4) == 0;
    Arrays.fill(out, 0);
    background(r, strong, out);
    moles(r, strong, out);
    if (r.nextInt(strong ? 4 : 5) < (strong ? 3 : 2)) {
      freckles(r, strong, out);
    }
    blotches(r, strong, out);
    if (r.nextInt(strong ? 2 : 6) == 0) {
      stubble(r, out);
    }
    if (r.nextInt(strong ? 2 : 6) == 0) {
      hairs(r, out);
    }
    if (r.nextInt(strong ? 2 : 5) == 0) {
      patches(r, out);
    }
    Arrays.fill(covered, 0);
    for (int n = r.nextInt(strong ? 2 : 4) == 0 ? 1 + r.nextInt(4) : 0; n > 0; n--) {
      lock(r, out);
    }
    if (r.nextInt(strong ? 2 : 6) == 0) {
      linesWithoutRelief(r, strong, out);
    }
    return absorption(r);
  }

  private static float[] absorption(RandomGenerator r) {
    float[] out = Arrays.copyOf(MELANIN_ABSORPTION, 3 * PIGMENTS);
    System.arraycopy(BLOOD_ABSORPTION, 0, out, 3, 3);
    for (int c = 0; c < 3; c++) {
      out[c] *= (float) Math.exp(0.1 * r.nextGaussian());
      out[3 + c] *= (float) Math.exp(0.1 * r.nextGaussian());
      out[6 + c] = r.nextFloat();
    }
    return out;
  }

  /** Changes of every length, the longer mostly the stronger, and the fine grain of skin. */
  private void background(RandomGenerator r, boolean strong, float[] out) {
    float slow = (float) r.nextDouble(0.01, strong ? 0.15 : 0.07);
    mottle(r, COARSEST, slow, slow, out);
    if (r.nextInt(3) > 0) {
      float melanin = (float) r.nextDouble(0, strong ? 0.08 : 0.04);
      float blood = (float) (melanin * r.nextDouble(0.3, 2));
      float falling = (float) r.nextDouble(0.5, 1);
      for (int cells = 2 * COARSEST; cells <= FINEST; cells *= 2) {
        mottle(r, cells, melanin, blood, out);
        melanin *= falling;
        blood *= falling;
      }
    }
    float grain = r.nextInt(3) > 0 ? (float) r.nextDouble(0, 0.06) : 0;
    int k = r.nextInt(TABLE);
    for (int t = 0; t < SIZE * SIZE; t++) {
      k += t % SIZE == 0 ? 7920 : 1;
      out[PIGMENTS * t] += grain * gaussian[k & TABLE - 1];
    }
  }

  private void mottle(RandomGenerator r, int cells, float melanin, float blood, float[] out) {
    noise.draw(r, cells);
    noise.add(out, MELANIN, PIGMENTS, melanin);
    noise.draw(r, cells);
    noise.add(out, BLOOD, PIGMENTS, blood);
  }

  /**
   * A spot.
   *
   * @param x of its middle, texels
   * @param y of its middle, texels
   * @param radius mm
   * @param edge how soft, parts of the radius
   */
  private void spot(
      double x, double y, double radius, double edge, int pigment, double density, float[] out) {
    float r = (float) radius, soft = (float) edge;
    strokes.dot(
        x,
        y,
        radius * (1 + edge),
        (t, across, along) -> {
          float q = (1 + soft - across / r) / (2 * soft);
          out[PIGMENTS * t + pigment] +=
              (float) density * ValueNoise.ease(Math.max(0, Math.min(1, q)));
        });
  }

  private int somewhere(RandomGenerator r) {
    return chart.skin()[r.nextInt(chart.skin().length)];
  }

  private void moles(RandomGenerator r, boolean strong, float[] out) {
    for (int n = r.nextInt(strong ? 25 : 9); n > 0; n--) {
      int t = somewhere(r);
      double radius = 0.6 * Math.pow(5, r.nextDouble());
      double density = 0.3 * Math.pow(5, r.nextDouble());
      spot(t % SIZE, t / SIZE, radius, r.nextDouble(0.15, 0.9), MELANIN, density, out);
    }
  }

  private void freckles(RandomGenerator r, boolean strong, float[] out) {
    double density = r.nextDouble(0.05, strong ? 0.6 : 0.35), spread = r.nextDouble(15, 60);
    double x = chart.x(4) + 20 * r.nextGaussian(), y = chart.y(4) + 30 * r.nextGaussian();
    for (int n = 30 + r.nextInt(strong ? 570 : 250); n > 0; n--) {
      double px = x + 2 * spread * r.nextGaussian(), py = y + spread * r.nextGaussian();
      double radius = r.nextDouble(0.4, 1.6);
      spot(px, py, radius, 0.6, MELANIN, density * r.nextDouble(0.3, 1.3), out);
    }
  }

  private void blotches(RandomGenerator r, boolean strong, float[] out) {
    for (int n = r.nextInt(strong ? 10 : 6); n > 0; n--) {
      int t = somewhere(r), pigment = r.nextInt(4) == 0 ? MELANIN : BLOOD;
      double density = r.nextDouble(0.05, strong ? 0.4 : 0.25) * (r.nextInt(4) == 0 ? -1 : 1);
      double radius = r.nextDouble(3, 20);
      spot(t % SIZE, t / SIZE, radius, r.nextDouble(0.4, 0.95), pigment, density, out);
    }
    for (int n = r.nextInt(strong ? 20 : 7); n > 0; n--) {
      int t = somewhere(r);
      double density = r.nextDouble(0.1, strong ? 0.8 : 0.4);
      spot(t % SIZE, t / SIZE, r.nextDouble(0.7, 3), 0.6, BLOOD, density, out);
    }
  }

  /** Around the mouth and below, grainy. */
  private void stubble(RandomGenerator r, float[] out) {
    double x = chart.x(18), top = chart.y(2) - 5, reach = chart.x(288) - x;
    float density = (float) r.nextDouble(0.1, 0.8), grain = (float) r.nextDouble(0.1, 0.7);
    double high = r.nextDouble(-10, 25);
    Arrays.fill(patches, 1);
    noise.draw(r, PATCHES);
    noise.add(patches, 0, 1, (float) r.nextDouble(0, 0.5));
    int k = r.nextInt(TABLE);
    for (int t : chart.skin()) {
      double dx = (t % SIZE - x) / reach, y = t / SIZE;
      double line = top + high - 40 * Math.max(0, Math.abs(dx) - 1.2);
      float q = (float) Math.max(0, Math.min(1, (y - line) / 25));
      if (q > 0) {
        float hair = Math.max(0, patches[t] + grain * gaussian[k + t & TABLE - 1]);
        out[PIGMENTS * t] += density * ValueNoise.ease(q) * hair;
      }
    }
  }

  /** Short strokes that lie nearly one way, as brows and beards do. */
  private void hairs(RandomGenerator r, float[] out) {
    int t = somewhere(r);
    double x = t % SIZE, y = t / SIZE, angle = 2 * Math.PI * r.nextDouble();
    double wide = r.nextDouble(5, 30), tall = r.nextDouble(2, 12), reach = r.nextDouble(4, 14);
    double density = r.nextDouble(0.4, 2), width = r.nextDouble(0.3, 0.8);
    for (int n = 8 + r.nextInt(60); n > 0; n--) {
      double px = x + wide * r.nextGaussian(), py = y + tall * r.nextGaussian();
      double a = angle + 0.25 * r.nextGaussian(), bend = 0.3 * r.nextGaussian();
      double half = reach * r.nextDouble(0.4, 1) / 2 / chart.widthAt(px, py);
      double[] points = {
        px - half * Math.cos(a - bend),
        py - half * Math.sin(a - bend),
        px,
        py,
        px + half * Math.cos(a + bend),
        py + half * Math.sin(a + bend)
      };
      line(points, width, MELANIN, density * r.nextDouble(0.5, 1.2), out);
    }
  }

  /** Strands over skin from its edge inwards, dark or light, that lie nearly one way. */
  private void lock(RandomGenerator r, float[] out) {
    int[] roots = r.nextInt(4) == 0 ? JAW : HAIRLINE;
    int root = roots[r.nextInt(roots.length)];
    double x = chart.x(root), y = chart.y(root), w = chart.widthAt(x, y);
    double inwards = Math.atan2(chart.y(NOSE) - y, chart.x(NOSE) - x);
    double angle = inwards + 0.6 * r.nextGaussian(), bend = 0.3 * r.nextGaussian();
    double wide = r.nextDouble(3, 25), length = 10 * Math.pow(5, r.nextDouble());
    double width = r.nextDouble(0.3, 1.1);
    int pigment = r.nextInt(4) == 0 ? PAINT : MELANIN;
    double density = r.nextInt(4) == 0 ? -r.nextDouble(0.1, 0.5) : r.nextDouble(0.2, 1.5);
    for (int n = 5 + (int) (wide * r.nextDouble(0.5, 4)); n > 0; n--) {
      double a = angle + 0.15 * r.nextGaussian(), turn = bend + 0.15 * r.nextGaussian();
      double off = wide * r.nextGaussian(), back = -8 * r.nextDouble();
      double own = length * r.nextDouble(0.4, 1);
      double[] points = new double[8];
      for (int i = 0; i < 4; i++) {
        double q = back + (own - back) * i / 3, now = a + turn * i / 3;
        points[2 * i] = x + (q * Math.cos(now) - off * Math.sin(angle)) / w;
        points[2 * i + 1] = y + (q * Math.sin(now) + off * Math.cos(angle)) / w;
      }
      double[] curve = Strokes.curve(points, 4);
      line(curve, width, pigment, density * r.nextDouble(0.3, 1), out);
      strokes.draw(curve, COVER, (t, across, along) -> cover(t, Math.abs(across)));
    }
  }

  private void cover(int texel, float distance) {
    covered[texel] = Math.max(covered[texel], ValueNoise.ease(1 - distance / COVER));
  }

  /**
   * How much of the skin the hair of the last face covers.
   *
   * @return SIZE x SIZE, 0 to 1; overwritten by the next face
   */
  float[] covered() {
    return covered;
  }

  private void line(double[] curve, double width, int pigment, double density, float[] out) {
    float half = (float) width / 2;
    strokes.draw(
        curve,
        2 * half + 0.3,
        (t, across, along) -> {
          float q = across / (half + 0.15f), end = Math.min(1, 6 * Math.min(along, 1 - along));
          out[PIGMENTS * t + pigment] += (float) density * end * (float) Math.exp(-q * q);
        });
  }

  /** Areas with an edge: lipstick, shadow on lids, paint, birthmarks. */
  private void patches(RandomGenerator r, float[] out) {
    for (int n = 1 + r.nextInt(3); n > 0; n--) {
      int t = somewhere(r), pigment = r.nextInt(PIGMENTS);
      double x = t % SIZE, y = t / SIZE, angle = Math.PI * r.nextDouble();
      double density = r.nextDouble(0.1, 0.9) * (r.nextInt(4) == 0 ? -0.5 : 1);
      double length = r.nextDouble(2, 25) / chart.width(t), half = r.nextDouble(2, 9);
      double bend = 0.5 * length * r.nextGaussian(), c = Math.cos(angle), s = Math.sin(angle);
      double[] points = {
        x - c * length, y - s * length, x - s * bend, y + c * bend, x + c * length, y + s * length
      };
      float edge = (float) r.nextDouble(0.3, 2);
      strokes.draw(
          Strokes.curve(points, 6),
          half + edge,
          (texel, across, along) -> {
            float q = ((float) half - Math.abs(across)) / (2 * edge) + 0.5f;
            out[PIGMENTS * texel + pigment] +=
                (float) density * ValueNoise.ease(Math.max(0, Math.min(1, q)));
          });
    }
  }

  /** Lines where valleys might be: what is dark is not deep. */
  private void linesWithoutRelief(RandomGenerator r, boolean strong, float[] out) {
    for (int n = 1 + r.nextInt(strong ? 4 : 2); n > 0; n--) {
      double width = 0.5 * Math.pow(10, r.nextDouble());
      double density = 0.05 * Math.pow(strong ? 16 : 6, r.nextDouble());
      double signed = r.nextInt(4) == 0 ? -0.6 * density : density;
      int pigment = r.nextInt(PIGMENTS);
      for (double[] curve : lines.group(r, width * r.nextDouble(1.5, 4))) {
        line(curve, width, pigment, signed * r.nextDouble(0.6, 1.2), out);
      }
    }
  }
}
