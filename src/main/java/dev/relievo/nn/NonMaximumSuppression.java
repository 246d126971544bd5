package dev.relievo.nn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes one detection of the many that a detector reports for a face. */
final class NonMaximumSuppression {

  private NonMaximumSuppression() {}

  /**
   * Weighted suppression, as published with BlazeFace (arXiv 1907.05047, section 3.3): the best box
   * takes in all that overlap it, and becomes their mean weighted by score. Less jitter than
   * keeping the best alone.
   *
   * @param minOverlap intersection over union from which two boxes are one face
   * @return by falling score
   */
  static List<Detection> weighted(List<Detection> candidates, float minOverlap) {
    List<Detection> rest = new ArrayList<>(candidates);
    rest.sort(Comparator.comparingDouble(Detection::score).reversed());
    List<Detection> kept = new ArrayList<>();
    while (!rest.isEmpty()) {
      Detection best = rest.get(0);
      List<Detection> same = new ArrayList<>();
      List<Detection> others = new ArrayList<>();
      for (Detection d : rest) {
        (d == best || d.overlap(best) > minOverlap ? same : others).add(d);
      }
      kept.add(mean(same));
      rest = others;
    }
    return kept;
  }

  /** The mean weighted by score; the score is the first one's. */
  private static Detection mean(List<Detection> same) {
    float total = 0;
    float[] box = new float[4];
    float[] points = new float[same.get(0).keyPoints().length];
    for (Detection d : same) {
      total += d.score();
      box[0] += d.score() * d.x();
      box[1] += d.score() * d.y();
      box[2] += d.score() * d.width();
      box[3] += d.score() * d.height();
      for (int i = 0; i < points.length; i++) {
        points[i] += d.score() * d.keyPoints()[i];
      }
    }
    for (int i = 0; i < points.length; i++) {
      points[i] /= total;
    }
    return new Detection(
        box[0] / total,
        box[1] / total,
        box[2] / total,
        box[3] / total,
        same.get(0).score(),
        points);
  }
}
