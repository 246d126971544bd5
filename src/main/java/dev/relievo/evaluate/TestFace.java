package dev.relievo.evaluate;

import dev.relievo.face.FaceParameters;
import dev.relievo.image.RgbImage;

/**
 * A rendered face whose truth is known.
 *
 * @param frame the picture, taken by {@link TestFaces#CAMERA}
 * @param truth in the frame's camera
 * @param yaw degrees, positive to the subject's left
 */
record TestFace(RgbImage frame, FaceParameters truth, double yaw) {}
