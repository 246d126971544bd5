package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;

/**
 * A face before a camera, ready to be rendered.
 *
 * @param face in the camera
 * @param camera of the rendering, pixels
 * @param shape of the face, V x 3, mm, model space
 * @param landmarks 468 x 3, where they truly are: pixels, depth in mm
 * @param yaw how far the face is turned from the lens, radians
 */
public record Shot(
    FaceParameters face, Camera camera, float[] shape, float[] landmarks, double yaw) {}
