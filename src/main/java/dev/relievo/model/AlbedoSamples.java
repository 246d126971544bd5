package dev.relievo.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Albedo of many photographs with each vertex and its mirror image made one: a face's two sides
 * differ by light that was not understood far more than by skin, and what one side hides the other
 * often shows.
 */
final class AlbedoSamples {

  private final int[] mirror;
  private final int[] kept;
  private final int[] place;
  private final List<float[]> values = new ArrayList<>();
  private final List<float[]> weights = new ArrayList<>();
  private final List<Double> importance = new ArrayList<>();

  /**
   * @param mirror mirror image of each of V vertices
   */
  AlbedoSamples(int[] mirror) {
    this.mirror = mirror;
    place = new int[mirror.length];
    int n = 0;
    int[] first = new int[mirror.length];
    for (int v = 0; v < mirror.length; v++) {
      boolean follows = mirror[v] < v && mirror[mirror[v]] == v;
      place[v] = follows ? place[mirror[v]] : n;
      if (!follows) {
        first[n++] = v;
      }
    }
    kept = Arrays.copyOf(first, n);
  }

  /**
   * Adds a photograph.
   *
   * @param albedo V x 3, linear light
   * @param seen V, 0 hidden to 1
   * @param importance how much it counts against the others
   */
  void add(float[] albedo, float[] seen, double importance) {
    float[] a = new float[3 * kept.length], w = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      int v = kept[i], m = mirror[v];
      float total = seen[v] + seen[m];
      w[i] = Math.min(1, total);
      for (int c = 0; c < 3 && total > 0; c++) {
        a[3 * i + c] = (seen[v] * albedo[3 * v + c] + seen[m] * albedo[3 * m + c]) / total;
      }
    }
    values.add(a);
    weights.add(w);
    this.importance.add(importance);
  }

  /** Number of photographs. */
  int count() {
    return values.size();
  }

  /** Vertices that stand for all. */
  int[] kept() {
    return kept;
  }

  /** Kept vertices x 3 of a photograph. */
  float[] values(int photograph) {
    return values.get(photograph);
  }

  /** Kept vertices of a photograph, 0 hidden to 1. */
  float[] weights(int photograph) {
    return weights.get(photograph);
  }

  /** How much a photograph counts. */
  double importance(int photograph) {
    return importance.get(photograph);
  }

  /** V x 3 from kept vertices x 3. */
  float[] unfolded(double[] folded) {
    float[] out = new float[3 * place.length];
    for (int v = 0; v < place.length; v++) {
      for (int c = 0; c < 3; c++) {
        out[3 * v + c] = (float) folded[3 * place[v] + c];
      }
    }
    return out;
  }
}
