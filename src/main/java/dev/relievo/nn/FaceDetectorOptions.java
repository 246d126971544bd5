package dev.relievo.nn;

/**
 * What a {@link FaceDetector} looks for.
 *
 * @param minScore detections below it are dropped, 0 to 1
 * @param minPresence faces of which the landmark network is less sure are dropped, 0 to 1
 * @param nearFace a face box of at least this part of the image's shorter side means portrait
 *     distance: smaller faces are then not searched for. Infinity searches always
 */
public record FaceDetectorOptions(float minScore, float minPresence, float nearFace) {

  /** Half sure is enough; a face box of 35 % of the shorter side is near. */
  public static final FaceDetectorOptions DEFAULT = new FaceDetectorOptions(0.5f, 0.5f, 0.35f);

  /** Checks the ranges. */
  public FaceDetectorOptions {
    if (!(minScore > 0 && minScore < 1 && minPresence >= 0 && minPresence < 1 && nearFace > 0)) {
      throw new IllegalArgumentException(
          "scores must lie between 0 and 1, and nearFace above 0: "
              + minScore
              + ", "
              + minPresence
              + ", "
              + nearFace);
    }
  }
}
