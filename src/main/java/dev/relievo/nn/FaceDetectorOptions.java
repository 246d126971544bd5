package dev.relievo.nn;

/**
 * What a {@link FaceDetector} looks for.
 *
 * @param minScore what the short-range detector is less sure of is dropped, 0 to 1
 * @param minSearchScore the same for the full-range detector; lower, because small faces score low
 *     and the landmark network drops what is no face
 * @param minPresence faces of which the landmark network is less sure are dropped, 0 to 1
 * @param nearFace a face box of at least this part of the image's shorter side means portrait
 *     distance: smaller faces are then not searched for. Infinity searches always
 */
public record FaceDetectorOptions(
    float minScore, float minSearchScore, float minPresence, float nearFace) {

  /** As measured in topology-docs/decisions/0011-two-ranges.md. */
  public static final FaceDetectorOptions DEFAULT =
      new FaceDetectorOptions(0.5f, 0.3f, 0.5f, 0.35f);

  /** Checks the ranges. */
  public FaceDetectorOptions {
    if (!isScore(minScore)
        || !isScore(minSearchScore)
        || !isScore(minPresence)
        || !(nearFace > 0)) {
      throw new IllegalArgumentException(
          "scores must lie between 0 and 1, and nearFace above 0: %s, %s, %s, %s"
              .formatted(minScore, minSearchScore, minPresence, nearFace));
    }
  }

  /** The same, with another size of a face from which on smaller ones are not searched for. */
  public FaceDetectorOptions withNearFace(float part) {
    return new FaceDetectorOptions(minScore, minSearchScore, minPresence, part);
  }

  private static boolean isScore(float value) {
    return value > 0 && value < 1;
  }
}
