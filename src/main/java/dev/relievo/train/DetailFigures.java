package dev.relievo.train;

import dev.relievo.stage.displace.Gate;
import dev.relievo.train.detail.DetailArrays;
import dev.relievo.train.detail.DetailLosses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Validation figures of a detail network: photographs explained better or worse than without relief
 * and with the relief turned inside out, renderings' normals nearer to the truth or farther.
 */
final class DetailFigures {

  /** Names of the figures. */
  static final List<String> NAMES =
      List.of(
          "photo.ratio",
          "photo.ratio.flipped",
          "photo.relief_mm",
          "rendered.normal.ratio",
          "rendered.normal.ratio.median",
          "rendered.share_better",
          "rendered.sign_right",
          "rendered.relief_mm",
          "rendered.false_relief_mm");

  /** Faces with less true relief than this, mean radians, count as without. */
  private static final double LEAST = 0.002;

  private final List<double[]> photographs = new ArrayList<>();
  private final List<double[]> rendered = new ArrayList<>();

  /**
   * Adds faces.
   *
   * @param judged N x {@link DetailLosses#FIGURES}
   */
  void add(DetailArrays faces, float[] judged) {
    int width = DetailLosses.FIGURES.size();
    for (int i = 0; i < faces.count(); i++) {
      double[] row = new double[width];
      for (int k = 0; k < width; k++) {
        row[k] = judged[i * width + k];
      }
      (faces.synthetic()[i] > 0 ? rendered : photographs).add(row);
    }
  }

  /**
   * What relief does to a face's normals: a hundredth of their error either way is none. A face
   * without relief is worse where the slopes that were found mean {@value #LEAST} radians or more:
   * less changes the brightness by less than a thousandth in the mean.
   *
   * @param judged N x {@link DetailLosses#FIGURES}
   */
  static Gate.Effect effect(float[] judged, int face) {
    int at = face * DetailLosses.FIGURES.size();
    double coarse = judged[at + 3], detailed = judged[at + 4];
    double least = coarse > LEAST ? coarse / 100 : LEAST;
    if (Math.abs(detailed - coarse) < least) {
      return Gate.Effect.NONE;
    }
    return detailed < coarse ? Gate.Effect.BETTER : Gate.Effect.WORSE;
  }

  /** Names of {@link #errors}. */
  static final String ERRORS = "coarse_rad,detailed_rad,relief_mm";

  /** What {@link #effect} decides by, and the relief's root mean square, separated by commas. */
  static String errors(float[] judged, int face) {
    int at = face * DetailLosses.FIGURES.size();
    return "%.5f,%.5f,%.4f".formatted(judged[at + 3], judged[at + 4], judged[at + 7]);
  }

  /** Means, by name. */
  Map<String, Double> means() {
    Map<String, Double> out = new LinkedHashMap<>();
    out.put("photo.ratio", mean(photographs, 1, 0));
    out.put("photo.ratio.flipped", mean(photographs, 2, 0));
    out.put("photo.relief_mm", mean(photographs, 7, -1));
    List<double[]> wrinkled = rendered.stream().filter(r -> r[3] > LEAST).toList();
    double[] ratios = wrinkled.stream().mapToDouble(r -> r[4] / r[3]).sorted().toArray();
    double coarse = wrinkled.stream().mapToDouble(r -> r[3]).sum();
    double detailed = wrinkled.stream().mapToDouble(r -> r[4]).sum();
    out.put("rendered.normal.ratio", detailed / coarse);
    out.put(
        "rendered.normal.ratio.median",
        ratios.length == 0 ? Double.NaN : ratios[ratios.length / 2]);
    out.put("rendered.share_better", better(ratios));
    double right = rendered.stream().mapToDouble(r -> r[5]).sum();
    double deep = rendered.stream().mapToDouble(r -> r[6]).sum();
    out.put("rendered.sign_right", right / deep);
    out.put("rendered.relief_mm", mean(wrinkled, 7, -1));
    out.put(
        "rendered.false_relief_mm",
        mean(rendered.stream().filter(r -> r[3] <= LEAST).toList(), 7, -1));
    return out;
  }

  private static double better(double[] ratios) {
    int count = 0;
    for (double ratio : ratios) {
      count += ratio < 1 ? 1 : 0;
    }
    return (double) count / ratios.length;
  }

  private static double mean(List<double[]> rows, int of, int over) {
    return rows.stream()
        .mapToDouble(r -> over < 0 ? r[of] : r[of] / r[over])
        .average()
        .orElse(Double.NaN);
  }
}
