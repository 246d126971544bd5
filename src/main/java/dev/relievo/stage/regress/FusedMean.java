package dev.relievo.stage.regress;

import dev.relievo.face.FaceParameters;

/**
 * What of a face does not change, as a mean over the frames of its track, weighted by confidence
 * and with a bounded memory: with the weight bounded by W, what was seen {@code n} mean weights ago
 * counts {@code (1 - 1/W)^n}. Immutable.
 *
 * @param weight sum of the weights, bounded
 * @param identity I
 * @param corrective C
 * @param albedo K
 */
record FusedMean(double weight, float[] identity, float[] corrective, float[] albedo) {

  /** The mean of one face. */
  static FusedMean of(FaceParameters face, double weight) {
    return new FusedMean(weight, face.identity(), face.corrective(), face.albedo());
  }

  /**
   * The mean with one more.
   *
   * @param more its weight, above 0
   * @param most of the sum of weights
   */
  FusedMean with(FaceParameters face, double more, double most) {
    double part = more / (Math.min(weight, most) + more);
    return new FusedMean(
        Math.min(weight + more, most),
        towards(identity, face.identity(), part),
        towards(corrective, face.corrective(), part),
        towards(albedo, face.albedo(), part));
  }

  private static float[] towards(float[] mean, float[] next, double part) {
    float[] out = mean.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += (float) (part * (next[i] - out[i]));
    }
    return out;
  }

  /** A face with this identity and albedo in place of its own. */
  FaceParameters in(FaceParameters face) {
    return new FaceParameters(
        identity, corrective, face.expression(), albedo, face.pose(), face.illumination());
  }
}
