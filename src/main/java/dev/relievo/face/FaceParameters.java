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

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
