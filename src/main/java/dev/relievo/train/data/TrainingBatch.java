package dev.relievo.train.data;

/**
 * A batch to learn from, as plain arrays.
 *
 * <p>Where a picture is {@link #mirrored}, picture, landmarks, camera, pose and light are those of
 * the mirrored picture (landmarks in the scheme's order again), but identity, expression and albedo
 * are those of the face that was not mirrored: its mesh has to be mirrored, x to -x, before it is
 * posed.
 *
 * @param count N, faces
 * @param size S, side of the pictures, pixels
 * @param images N x 3 x S x S, planar sRGB, 0 to 1
 * @param landmarks N x 468 x 3, pixels of the picture, z at the same scale
 * @param cameras N x 3: focal length and principal point, pixels of the picture
 * @param truth N x {@link dev.relievo.face.FaceVector#length()}: exact for renderings, the fit for
 *     photographs
 * @param visible N x S x S: 1 where the face may be compared, 0 on known occluders and outside the
 *     photograph
 * @param synthetic N, whether the face is a rendering
 * @param mirrored N
 * @param person N, index of the person, -1 where unknown; faces that share one are the same person
 * @param teacher N, how far truth may be trusted: 1, or 0 for a photograph whose fit failed
 */
public record TrainingBatch(
    int count,
    int size,
    float[] images,
    float[] landmarks,
    float[] cameras,
    float[] truth,
    float[] visible,
    boolean[] synthetic,
    boolean[] mirrored,
    int[] person,
    float[] teacher) {

  /** An empty batch. */
  static TrainingBatch allocate(int count, int size, int landmarks, int vector) {
    return new TrainingBatch(
        count,
        size,
        new float[count * 3 * size * size],
        new float[count * 3 * landmarks],
        new float[count * 3],
        new float[count * vector],
        new float[count * size * size],
        new boolean[count],
        new boolean[count],
        new int[count],
        new float[count]);
  }
}
