package dev.relievo.face;

/** Index sets of the 468-point scheme (canonical face mesh of the face-mesh network). */
public final class FaceLandmarks {

  /** Points of the scheme. */
  public static final int COUNT = 468;

  /** Outer corner of the subject's right eye. */
  public static final int RIGHT_EYE_OUTER = 33;

  /** Inner corner of the subject's right eye. */
  public static final int RIGHT_EYE_INNER = 133;

  /** Inner corner of the subject's left eye. */
  public static final int LEFT_EYE_INNER = 362;

  /** Outer corner of the subject's left eye. */
  public static final int LEFT_EYE_OUTER = 263;

  /** The face's oval in order: from the forehead's middle by the subject's left side round. */
  public static final int[] OVAL = {
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109
  };

  private FaceLandmarks() {}

  /**
   * Distance between the outer eye corners times 63 / 89, the ratio of the distance between the
   * pupils to it: an inter-ocular distance in the units of the landmarks that does not follow gaze.
   *
   * @param landmarks 468 x 3
   */
  public static double interOcular(float[] landmarks) {
    double dx = landmarks[3 * RIGHT_EYE_OUTER] - landmarks[3 * LEFT_EYE_OUTER];
    double dy = landmarks[3 * RIGHT_EYE_OUTER + 1] - landmarks[3 * LEFT_EYE_OUTER + 1];
    double dz = landmarks[3 * RIGHT_EYE_OUTER + 2] - landmarks[3 * LEFT_EYE_OUTER + 2];
    return Math.sqrt(dx * dx + dy * dy + dz * dz) * 63.0 / 89.0;
  }
}
