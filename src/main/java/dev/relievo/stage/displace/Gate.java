package dev.relievo.stage.displace;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decides from {@link Evidence} how far relief is trusted: a logistic model of the probability that
 * relief brings the normals nearer to the truth and not farther from it, learned on renderings
 * whose relief is known, and a threshold at which few faces pass that it makes worse. Below the
 * threshold relief is faded out, so that detail does not make a face worse than its coarse mesh.
 * Immutable.
 *
 * @param means of the evidence over the renderings
 * @param deviations of the same
 * @param weights of the standardised evidence, then the constant
 * @param threshold probability at which half of the relief is kept
 */
public record Gate(double[] means, double[] deviations, double[] weights, double threshold) {

  /** Key of a gate in the header of a network's file. */
  public static final String METADATA_KEY = "gate";

  /** Half the range of probability over which relief fades. */
  private static final double SOFT = 0.1;

  private static final int ROUNDS = 30;
  private static final double RIDGE = 1e-2;

  /** Of all faces, at most this share may pass and be worse with relief than without. */
  private static final double MOST_WORSE = 0.05;

  /** Between these a threshold lies: relief more likely wrong than right never passes whole. */
  private static final double LOWEST = 0.5, HIGHEST = 0.95;

  private static final double LEAST_STEP = 1e-3;

  /** From fewer faces no gate is learned. */
  public static final int LEAST_FACES = 4 * Evidence.COUNT;

  /**
   * How far relief is followed.
   *
   * @param evidence of the face
   * @return 0 to 1
   */
  public float of(double[] evidence) {
    double t = (probability(evidence) - (threshold - SOFT)) / (2 * SOFT);
    double x = Math.max(0, Math.min(1, t));
    return (float) (x * x * (3 - 2 * x));
  }

  /** Probability that relief makes the face better. */
  public double probability(double[] evidence) {
    double z = weights[Evidence.COUNT];
    for (int i = 0; i < Evidence.COUNT; i++) {
      z += weights[i] * (evidence[i] - means[i]) / deviations[i];
    }
    return 1 / (1 + Math.exp(-z));
  }

  /** What relief did to a face's normals. */
  public enum Effect {
    BETTER,
    /** Neither: nothing was found, or as much right as wrong. */
    NONE,
    WORSE
  }

  /**
   * Learns a gate: its probability from the faces that relief made better or worse, its threshold
   * from all.
   *
   * @param evidence of faces
   * @param effects of relief on each
   * @throws IllegalArgumentException where there are too few faces to learn from
   */
  public static Gate learn(List<double[]> evidence, List<Effect> effects) {
    if (evidence.size() < LEAST_FACES || evidence.size() != effects.size()) {
      throw new IllegalArgumentException(
          "a gate is learned from %d faces or more, not from %d"
              .formatted(LEAST_FACES, evidence.size()));
    }
    double[] means = new double[Evidence.COUNT], deviations = new double[Evidence.COUNT];
    for (int k = 0; k < Evidence.COUNT; k++) {
      int of = k;
      means[k] = evidence.stream().mapToDouble(e -> e[of]).average().orElseThrow();
      double mean = means[k];
      double variance =
          evidence.stream().mapToDouble(e -> Math.pow(e[of] - mean, 2)).average().orElseThrow();
      deviations[k] = Math.max(1e-6, Math.sqrt(variance));
    }
    Gate gate = new Gate(means, deviations, new double[Evidence.COUNT + 1], 0.5);
    gate = new Gate(means, deviations, gate.fit(evidence, effects), 0.5);
    return new Gate(means, deviations, gate.weights, gate.threshold(evidence, effects));
  }

  /** Newton's method on the ridged likelihood. */
  private double[] fit(List<double[]> evidence, List<Effect> effects) {
    int n = Evidence.COUNT + 1;
    double[] w = new double[n];
    for (int round = 0; round < ROUNDS; round++) {
      Gate now = new Gate(means, deviations, w, threshold);
      double[][] h = new double[n][n + 1];
      for (int i = 0; i < evidence.size(); i++) {
        if (effects.get(i) == Effect.NONE) {
          continue;
        }
        double p = now.probability(evidence.get(i));
        double aim = effects.get(i) == Effect.BETTER ? 1 : 0;
        double residual = aim - p, curve = Math.max(1e-6, p * (1 - p));
        double[] x = row(evidence.get(i));
        for (int a = 0; a < n; a++) {
          h[a][n] += residual * x[a];
          for (int b = 0; b < n; b++) {
            h[a][b] += curve * x[a] * x[b];
          }
        }
      }
      for (int a = 0; a < n; a++) {
        double ridge = RIDGE * evidence.size();
        h[a][a] += a < n - 1 ? ridge : 1e-6;
        h[a][n] -= a < n - 1 ? ridge * w[a] : 0;
      }
      double[] step = solve(h);
      w = w.clone();
      for (int a = 0; a < n; a++) {
        w[a] += Math.max(-1, Math.min(1, step[a]));
      }
    }
    return w;
  }

  private double[] row(double[] evidence) {
    double[] x = new double[Evidence.COUNT + 1];
    for (int i = 0; i < Evidence.COUNT; i++) {
      x[i] = (evidence[i] - means[i]) / deviations[i];
    }
    x[Evidence.COUNT] = 1;
    return x;
  }

  /** Gauss and Jordan, with pivots. */
  private static double[] solve(double[][] h) {
    int n = h.length;
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int r = c + 1; r < n; r++) {
        pivot = Math.abs(h[r][c]) > Math.abs(h[pivot][c]) ? r : pivot;
      }
      double[] swap = h[c];
      h[c] = h[pivot];
      h[pivot] = swap;
      for (int r = 0; r < n; r++) {
        double factor = r == c ? 0 : h[r][c] / h[c][c];
        for (int k = c; k <= n && factor != 0; k++) {
          h[r][k] -= factor * h[c][k];
        }
      }
    }
    double[] out = new double[n];
    Arrays.setAll(out, i -> h[i][n] / h[i][i]);
    return out;
  }

  /**
   * The lowest threshold at which few enough faces that relief makes worse pass with half of their
   * relief or more.
   */
  private double threshold(List<double[]> evidence, List<Effect> effects) {
    double[] worse =
        IntStream.range(0, evidence.size())
            .filter(i -> effects.get(i) == Effect.WORSE)
            .mapToDouble(i -> probability(evidence.get(i)))
            .sorted()
            .toArray();
    int pass = (int) (MOST_WORSE * evidence.size());
    double closed = worse.length <= pass ? 0 : worse[worse.length - 1 - pass];
    return Math.max(LOWEST, Math.min(HIGHEST, closed + LEAST_STEP));
  }

  /** As text, for a header. */
  public String toText() {
    return String.join(
        ";", text(means), text(deviations), text(weights), Double.toString(threshold));
  }

  private static String text(double[] values) {
    return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(","));
  }

  /**
   * From text.
   *
   * @throws IllegalArgumentException where it is no gate
   */
  public static Gate ofText(String text) {
    String[] parts = text == null ? new String[0] : text.split(";");
    if (parts.length != 4) {
      throw new IllegalArgumentException("the detail network's file holds no gate");
    }
    return new Gate(
        values(parts[0], Evidence.COUNT),
        values(parts[1], Evidence.COUNT),
        values(parts[2], Evidence.COUNT + 1),
        Double.parseDouble(parts[3]));
  }

  private static double[] values(String text, int count) {
    double[] out = Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray();
    if (out.length != count) {
      throw new IllegalArgumentException(
          "a gate of the detail network has " + out.length + " numbers, not " + count);
    }
    return out;
  }
}
