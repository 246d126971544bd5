package dev.relievo.evaluate;

import dev.relievo.render.Chart;

/**
 * Removes from a relief what belongs to the coarse shape: its mean over the skin around, weighed by
 * a Gaussian of {@value #SIGMA} mm in space. A wave of length L keeps {@code 1 - exp(-2 pi^2
 * SIGMA^2 / L^2)} of its height: 94 % at 16 mm, which is a fold 8 mm wide and its two shoulders,
 * half at 32 mm, 9 % at 86 mm. So folds of up to 8 mm keep nearly all of their depth.
 *
 * <p>Means are taken over cells of the chart, at most {@value #CELLS} a side (2 mm), between which
 * they are smooth.
 */
final class SurfaceHighPass {

  /** Standard deviation, mm. */
  static final double SIGMA = 6;

  private static final int CELLS = 128;
  private static final int REACH = 12;
  private static final double FAR = 3 * SIGMA;

  /** Entries of the table of weights a square millimetre. */
  private static final int STEPS = 8;

  private static final float[] WEIGHTS = new float[(int) (FAR * FAR * STEPS) + 1];

  static {
    for (int i = 0; i < WEIGHTS.length; i++) {
      WEIGHTS[i] = (float) Math.exp(-(double) i / STEPS / (2 * SIGMA * SIGMA));
    }
  }

  private final Chart chart;
  private final boolean[] skin;
  private final int cells;

  /** Area of the skin in a cell, mm squared. */
  private final float[] area;

  private final boolean[] used;
  private final float[] middle;
  private final float[] texelArea;

  /**
   * Prepares a mesh.
   *
   * @param vertices V x 3, mm, any axes
   * @param skin size x size, over which means are taken
   */
  SurfaceHighPass(Chart chart, float[] vertices, boolean[] skin) {
    this.chart = chart;
    this.skin = skin;
    cells = Math.min(CELLS, chart.size());
    area = new float[cells * cells];
    used = new boolean[area.length];
    middle = new float[3 * area.length];
    texelArea = new float[chart.count()];
    measure(vertices);
  }

  private int cell(int texel) {
    int step = chart.size() / cells;
    return texel / chart.size() / step * cells + texel % chart.size() / step;
  }

  private void measure(float[] x) {
    int[] count = new int[area.length];
    float[] w = chart.weights();
    for (int i = 0; i < chart.count(); i++) {
      int t = chart.texels()[i], c = cell(t);
      int[] corners = chart.corners();
      int p = 3 * corners[3 * i], q = 3 * corners[3 * i + 1], r = 3 * corners[3 * i + 2];
      for (int k = 0; k < 3; k++) {
        middle[3 * c + k] +=
            w[3 * i] * x[p + k] + w[3 * i + 1] * x[q + k] + w[3 * i + 2] * x[r + k];
      }
      used[c] = true;
      count[c]++;
    }
    for (int c = 0; c < area.length; c++) {
      for (int k = 3 * c; k < 3 * c + 3; k++) {
        middle[k] /= Math.max(1, count[c]);
      }
    }
    weigh();
  }

  /** A texel weighs as the surface around its cell is large: the product of the steps across. */
  private void weigh() {
    float[] size = new float[area.length];
    for (int c = 0; c < area.length; c++) {
      if (used[c]) {
        size[c] = step(c, 1) * step(c, cells);
      }
    }
    float parts = (float) chart.size() / cells * chart.size() / cells;
    for (int i = 0; i < chart.count(); i++) {
      int t = chart.texels()[i], c = cell(t);
      texelArea[i] = size[c] / parts;
      if (skin[t]) {
        area[c] += texelArea[i];
      }
    }
  }

  private float step(int c, int to) {
    int other = to == 1 ? c % cells : c / cells;
    int next = other + 1 < cells && used[c + to] ? c + to : other > 0 && used[c - to] ? c - to : c;
    return (float) Math.sqrt(squared(c, next));
  }

  private float squared(int a, int b) {
    float x = middle[3 * a] - middle[3 * b], y = middle[3 * a + 1] - middle[3 * b + 1];
    float z = middle[3 * a + 2] - middle[3 * b + 2];
    return x * x + y * y + z * z;
  }

  /** Texels' areas, mm squared, in the chart's order. */
  float[] texelAreas() {
    return texelArea;
  }

  /**
   * The relief less its mean around.
   *
   * @param millimetres size x size
   * @return size x size, mm; 0 outside the chart
   */
  float[] apply(float[] millimetres) {
    UvField low = new UvField(cells, 2, smooth(sums(millimetres)));
    float[] out = new float[millimetres.length];
    float[] mean = new float[2];
    int size = chart.size();
    for (int t : chart.texels()) {
      low.read((t % size + 0.5f) / size, (t / size + 0.5f) / size, mean);
      out[t] = millimetres[t] - (mean[1] > 0 ? mean[0] / mean[1] : 0);
    }
    return out;
  }

  /** Relief times area, a cell. */
  private float[] sums(float[] millimetres) {
    float[] sums = new float[area.length];
    for (int i = 0; i < chart.count(); i++) {
      int t = chart.texels()[i];
      if (skin[t]) {
        sums[cell(t)] += millimetres[t] * texelArea[i];
      }
    }
    return sums;
  }

  /** Mean and 1 a cell of the chart, 0 and 0 elsewhere: what is interpolated leaves those out. */
  private float[] smooth(float[] sums) {
    float[] out = new float[2 * area.length];
    for (int y = 0, c = 0; y < cells; y++) {
      for (int x = 0; x < cells; x++, c++) {
        if (used[c]) {
          float mean = mean(x, y, c, sums);
          if (!Float.isNaN(mean)) {
            out[2 * c] = mean;
            out[2 * c + 1] = 1;
          }
        }
      }
    }
    return out;
  }

  private float mean(int x, int y, int c, float[] sums) {
    float sum = 0, weight = 0;
    for (int j = Math.max(0, y - REACH); j <= Math.min(cells - 1, y + REACH); j++) {
      for (int i = Math.max(0, x - REACH); i <= Math.min(cells - 1, x + REACH); i++) {
        int other = j * cells + i;
        if (area[other] > 0) {
          int at = (int) (squared(c, other) * STEPS);
          if (at < WEIGHTS.length) {
            sum += WEIGHTS[at] * sums[other];
            weight += WEIGHTS[at] * area[other];
          }
        }
      }
    }
    return weight > 0 ? sum / weight : Float.NaN;
  }
}
