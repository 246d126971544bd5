package dev.relievo.image;

/**
 * A picture decoded at a fraction of its size.
 *
 * @param image its pixels; each covers factor x factor of the whole picture's, those of the last
 *     row and column perhaps less
 * @param factor 1, 2, 4 or 8
 */
public record ReducedImage(RgbImage image, int factor) {}
