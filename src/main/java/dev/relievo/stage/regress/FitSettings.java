package dev.relievo.stage.regress;

/**
 * What the landmark fit believes before it sees a face. The defaults were chosen on training
 * photographs; {@code relievo evaluate} reports them on validation photographs.
 *
 * @param landmarkNoise standard deviation of a landmark, mm on the face; large enough to stand for
 *     errors that neighbouring landmarks share
 * @param depthWeight weight of a landmark's depth against its place in the image, 0 to 1: depth
 *     carries the landmark network's own idea of a face
 * @param contourWeight weight of a point of the face's oval, which counts across the contour only
 * @param correctiveDeviation standard deviation of the second identity block
 * @param expressionDeviation standard deviation of a blendshape's weight
 * @param iterations Gauss-Newton steps with the whole model, after the ones for the pose
 */
public record FitSettings(
    double landmarkNoise,
    double depthWeight,
    double contourWeight,
    double correctiveDeviation,
    double expressionDeviation,
    int iterations) {

  /** The settings that the stage uses. */
  public static FitSettings defaults() {
    return new FitSettings(2.5, 0.2, 0.5, 1.0, 0.25, 5);
  }
}
