package dev.relievo.export;

import dev.relievo.face.Pose;
import java.util.List;

/**
 * How a head moves: keys between which is interpolated linearly. Arrays are not copied.
 *
 * @param seconds of the keys, from 0, rising
 * @param poses in the frame's camera
 * @param weights of the expressions, keys x targets, 0 to 1
 * @param lens through which the camera saw it
 */
record Motion(float[] seconds, List<Pose> poses, float[] weights, Lens lens) {

  /**
   * A camera at the origin whose optical axis goes through the middle of its picture, which is all
   * that glTF has.
   *
   * @param height of the picture over the focal length
   * @param aspect width over height
   */
  record Lens(double height, double aspect) {}

  /** Checks that the keys agree. */
  Motion {
    int keys = seconds.length;
    if (keys == 0 || poses.size() != keys || weights.length % keys != 0) {
      throw new IllegalArgumentException("the keys of the motion do not agree");
    }
    for (int k = 1; k < keys; k++) {
      if (!(seconds[k] > seconds[k - 1])) {
        throw new IllegalArgumentException("the keys of the motion are not in order of time");
      }
    }
  }
}
