package dev.relievo.train.detail;

/**
 * A face in UV space as the cache keeps it: what the {@code displace} stage would be given, and,
 * for renderings, the relief that it should find.
 *
 * @param name of the photograph inside its folder, or of the rendering
 * @param found whether there is a face; if not, the rest is zero
 * @param validation kept out of training
 * @param synthetic whether {@link #relief} is known
 * @param texture S x S x 3, sRGB: the picture in UV
 * @param visibility S x S: 255 seen face on, 0 hidden (filled)
 * @param face the coarse face in the frame's camera, {@link FaceVectors}; of a rendering as a
 *     network might regress it, not exactly the true one
 * @param density pixels of the picture a millimetre on the face
 * @param relief S x S, micrometres along the coarse normal, outward positive, where it is seen;
 *     empty for photographs
 */
public record UvFace(
    String name,
    boolean found,
    boolean validation,
    boolean synthetic,
    byte[] texture,
    byte[] visibility,
    float[] face,
    float density,
    short[] relief) {}
