package dev.relievo.face;

/**
 * Everything that a coarse face is: coefficients of the morphable model, pose and light.
 *
 * @param identity first identity block, standard deviations, {@link MorphableModel#identityCount()}
 * @param corrective second identity block (smooth harmonics), standard deviations, {@link
 *     MorphableModel#correctiveCount()}
 * @param expression blendshape weights, 0 to 1, {@link MorphableModel#expressionCount()}
 * @param albedo standard deviations, {@link MorphableModel#albedoCount()}
 * @param pose model to the frame's camera, mm
 * @param illumination in the frame's camera axes
 */
public record FaceParameters(
    float[] identity,
    float[] corrective,
    float[] expression,
    float[] albedo,
    Pose pose,
    Illumination illumination) {

  /** Whether all of its numbers are finite. */
  public boolean isFinite() {
    return isFinite(identity)
        && isFinite(corrective)
        && isFinite(expression)
        && isFinite(albedo)
        && isFinite(illumination.coefficients())
        && Double.isFinite(pose.x() + pose.y() + pose.z());
  }

  /** The same face under another light. */
  public FaceParameters under(Illumination light) {
    return new FaceParameters(identity, corrective, expression, albedo, pose, light);
  }

  /** The same face at rest: all expressions at 0. */
  public FaceParameters neutral() {
    return neutral(identity, corrective);
  }

  /** The same pose and light of another person's face at rest. */
  public FaceParameters neutral(float[] otherIdentity, float[] otherCorrective) {
    return new FaceParameters(
        otherIdentity, otherCorrective, new float[expression.length], albedo, pose, illumination);
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
