package dev.relievo.nn;

/**
 * A face found in an image.
 *
 * @param box as the detector sees it
 * @param presence that it is a face, 0 to 1, as the landmark network sees it
 * @param landmarks 468 x 3: x, y in pixels of the image, z at the same scale, smaller is nearer
 */
public record Face(Detection box, float presence, float[] landmarks) {}
