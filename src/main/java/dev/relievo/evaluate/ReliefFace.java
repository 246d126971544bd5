package dev.relievo.evaluate;

import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;

/**
 * A photograph of a person who does not exist, whose relief is known.
 *
 * @param jpeg the picture, taken by {@link ReliefFaces#CAMERA}
 * @param truth in the frame's camera; its light is the true lights' projection
 * @param relief along the normal of the true coarse mesh
 * @param size width of a face at this distance, pixels
 * @param blur standard deviation of the lens's Gaussian, pixels; 0 for a sharp picture
 */
record ReliefFace(
    byte[] jpeg, FaceParameters truth, DisplacementMap relief, double size, double blur) {}
