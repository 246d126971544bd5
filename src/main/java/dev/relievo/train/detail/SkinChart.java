package dev.relievo.train.detail;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.render.Chart;
import dev.relievo.render.CoarseSurface;
import java.util.Arrays;

/**
 * The chart as a surface with lengths, for what is drawn on skin: how many millimetres a texel is
 * wide and high on the mean face, where skin is, and how far from its edge. Immutable.
 */
final class SkinChart {

  /** Side of the maps that are drawn, texels: about 0.6 mm each. */
  static final int SIZE = 512;

  /** Relief fades over this distance from the edge of skin, mm. */
  private static final float FADE = 3;

  private static final int SWEEPS = 2;

  private final float[] width;
  private final float[] height;
  private final float[] fade;
  private final int[] skin;
  private final float[] landmarks;

  /** The chart of a model. */
  SkinChart(MorphableModel model) {
    width = new float[SIZE * SIZE];
    height = new float[SIZE * SIZE];
    lengths(model);
    fade = fade(distances(model));
    skin = inside(fade);
    float[] places = new float[3 * model.vertexCount()];
    for (int v = 0; v < model.vertexCount(); v++) {
      places[3 * v] = SIZE * model.uv()[2 * v];
      places[3 * v + 1] = SIZE * model.uv()[2 * v + 1];
    }
    landmarks = model.landmarks468().locate(model.triangles(), places);
  }

  private void lengths(MorphableModel model) {
    CoarseSurface surface = new CoarseSurface(model.uv(), model.triangles());
    surface.place(model.shape(new float[0], new float[0], new float[0]));
    Chart chart = Chart.of(model, SIZE);
    double sumWidth = 0, sumHeight = 0;
    for (int i = 0; i < chart.count(); i++) {
      int t = chart.texels()[i];
      width[t] = length(chart, i, surface.dualU());
      height[t] = length(chart, i, surface.dualV());
      sumWidth += width[t];
      sumHeight += height[t];
    }
    for (int t = 0; t < width.length; t++) {
      if (width[t] == 0) {
        width[t] = (float) (sumWidth / chart.count());
        height[t] = (float) (sumHeight / chart.count());
      }
    }
  }

  /** A texel is as long as its dual is short. */
  private static float length(Chart chart, int i, float[] duals) {
    double square = 0;
    for (int axis = 0; axis < 3; axis++) {
      float sum = 0;
      for (int k = 3 * i; k < 3 * i + 3; k++) {
        sum += chart.weights()[k] * duals[3 * chart.corners()[k] + axis];
      }
      square += sum * sum;
    }
    return (float) (1 / (SIZE * Math.sqrt(Math.max(1e-8, square))));
  }

  /** Of each texel to the nearest that is not skin, mm, along rows, columns and diagonals. */
  private float[] distances(MorphableModel model) {
    float[] d = new float[SIZE * SIZE];
    int step = SIZE / MorphableModel.REGION_MAP_SIZE;
    for (int t = 0; t < d.length; t++) {
      int x = t % SIZE, y = t / SIZE;
      boolean edge = x == 0 || y == 0 || x == SIZE - 1 || y == SIZE - 1;
      byte region = model.regionMap()[y / step * MorphableModel.REGION_MAP_SIZE + x / step];
      d[t] = !edge && Region.SKIN.in(region) ? Float.MAX_VALUE : 0;
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int t = SIZE + 1; t < d.length - SIZE - 1; t++) {
        relax(d, t, -1);
      }
      for (int t = d.length - SIZE - 2; t > SIZE; t--) {
        relax(d, t, 1);
      }
    }
    return d;
  }

  private void relax(float[] d, int t, int way) {
    if (d[t] > 0) {
      float w = width[t], h = height[t], diagonal = (float) Math.hypot(w, h);
      d[t] = Math.min(d[t], d[t + way] + w);
      d[t] = Math.min(d[t], d[t + way * SIZE] + h);
      d[t] = Math.min(d[t], d[t + way * (SIZE - 1)] + diagonal);
      d[t] = Math.min(d[t], d[t + way * (SIZE + 1)] + diagonal);
    }
  }

  private static float[] fade(float[] distances) {
    float[] out = new float[distances.length];
    for (int t = 0; t < out.length; t++) {
      float q = Math.min(1, distances[t] / FADE);
      out[t] = q * q * (3 - 2 * q);
    }
    return out;
  }

  private static int[] inside(float[] fade) {
    int[] out = new int[fade.length];
    int n = 0;
    for (int t = 0; t < fade.length; t++) {
      if (fade[t] > 0) {
        out[n++] = t;
      }
    }
    return Arrays.copyOf(out, n);
  }

  /** Width of a texel, mm. */
  float width(int texel) {
    return width[texel];
  }

  /** Height of a texel, mm. */
  float height(int texel) {
    return height[texel];
  }

  /** Width of the texel at a place, mm. */
  float widthAt(double x, double y) {
    return width[texel(x, y)];
  }

  /** Height of the texel at a place, mm. */
  float heightAt(double x, double y) {
    return height[texel(x, y)];
  }

  /** The texel at a place, the nearest where there is none. */
  static int texel(double x, double y) {
    int column = (int) Math.max(0, Math.min(SIZE - 1, x));
    int row = (int) Math.max(0, Math.min(SIZE - 1, y));
    return row * SIZE + column;
  }

  /** SIZE x SIZE: 0 off skin, 1 farther than 3 mm inside. Not to be changed. */
  float[] fade() {
    return fade;
  }

  /** The texels that are skin. Not to be changed. */
  int[] skin() {
    return skin;
  }

  /** x of a landmark, texels. */
  double x(int landmark) {
    return landmarks[3 * landmark];
  }

  /** y of a landmark, texels. */
  double y(int landmark) {
    return landmarks[3 * landmark + 1];
  }
}
