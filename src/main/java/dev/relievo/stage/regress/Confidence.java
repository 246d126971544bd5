package dev.relievo.stage.regress;

import dev.relievo.face.Pose;
import dev.relievo.record.FaceCrop;

/**
 * How much one frame's coefficients say of a face, beside other frames of it: more of a large face
 * than of a small one, more of one that lies on its landmarks, and more of one that looks at the
 * camera, for a turned face is half guessed.
 */
final class Confidence {

  /** Side of a crop, pixels, from which on more of them say no more. */
  private static final double SHARP = 160;

  /** Landmark error of a good answer; half the weight of none. */
  private static final double GOOD = 0.02;

  /** Angle by which a face's weight falls to a third, radians. */
  private static final double TURN = Math.toRadians(15);

  private Confidence() {}

  /**
   * The weight of a face.
   *
   * @param crop with its pixels
   * @param landmarkError of the answer
   * @param pose in the frame's camera
   * @return above 0, at most 1
   */
  static double of(FaceCrop crop, float landmarkError, Pose pose) {
    double size = Math.min(1, crop.getCrop().getWidth() / SHARP);
    double off = Math.max(0, landmarkError) / GOOD;
    double weight =
        crop.getFace().getScore() * size * size * Math.exp(-turn(pose) / TURN) / (1 + off * off);
    return Math.max(1e-3, Math.min(1, weight));
  }

  /** Angle between the face's front and the direction to the camera, radians. */
  private static double turn(Pose pose) {
    double[] r = pose.rotation();
    double ahead = -(r[2] * pose.x() + r[5] * pose.y() + r[8] * pose.z());
    double far = Math.sqrt(pose.x() * pose.x() + pose.y() * pose.y() + pose.z() * pose.z());
    return Math.acos(Math.max(-1, Math.min(1, ahead / far)));
  }
}
