package dev.relievo.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Points as weighted sums of other points, plus constants: a sparse matrix and an offset. */
final class Mixture {

  private final int[] offsets;
  private final int[] indices;
  private final double[] weights;
  private final double[] constants;

  private Mixture(int[] offsets, int[] indices, double[] weights, double[] constants) {
    this.offsets = offsets;
    this.indices = indices;
    this.weights = weights;
    this.constants = constants;
  }

  /**
   * A mixture.
   *
   * @param rows per point, weight of each source point
   * @param constants rows x 3, added to positions but not to displacements; null for none
   */
  static Mixture of(List<? extends Map<Integer, Double>> rows, double[] constants) {
    int[] offsets = new int[rows.size() + 1];
    for (int r = 0; r < rows.size(); r++) {
      offsets[r + 1] = offsets[r] + rows.get(r).size();
    }
    int[] indices = new int[offsets[rows.size()]];
    double[] weights = new double[indices.length];
    int n = 0;
    for (Map<Integer, Double> row : rows) {
      for (Map.Entry<Integer, Double> e : new TreeMap<>(row).entrySet()) {
        indices[n] = e.getKey();
        weights[n++] = e.getValue();
      }
    }
    return new Mixture(
        offsets, indices, weights, constants == null ? new double[3 * rows.size()] : constants);
  }

  int rows() {
    return offsets.length - 1;
  }

  /** Positions: weights times sources, plus constants. */
  double[] points(double[] sources) {
    double[] out = displacements(sources);
    for (int i = 0; i < out.length; i++) {
      out[i] += constants[i];
    }
    return out;
  }

  /** Displacements: weights times sources, three numbers a point. */
  double[] displacements(double[] sources) {
    return apply(sources, 3);
  }

  /** Weights times sources of any width. */
  double[] apply(double[] sources, int width) {
    double[] out = new double[rows() * width];
    for (int r = 0; r < rows(); r++) {
      for (int e = offsets[r]; e < offsets[r + 1]; e++) {
        for (int a = 0; a < width; a++) {
          out[width * r + a] += weights[e] * sources[width * indices[e] + a];
        }
      }
    }
    return out;
  }

  int[] offsets() {
    return offsets;
  }

  int[] indices() {
    return indices;
  }

  double[] weights() {
    return weights;
  }

  /** One row's weights by source. */
  Map<Integer, Double> row(int r) {
    Map<Integer, Double> out = new TreeMap<>();
    for (int e = offsets[r]; e < offsets[r + 1]; e++) {
      out.put(indices[e], weights[e]);
    }
    return out;
  }
}
