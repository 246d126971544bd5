package dev.relievo.train.detail;

/**
 * Faces to learn detail from, as plain arrays of maps of S x S.
 *
 * @param count N, faces
 * @param size S, texels
 * @param channels C, maps that the network sees
 * @param inputs N x C x S x S, what the network sees
 * @param plain N x 11 x S x S, what losses need of the same: {@code
 *     dev.relievo.stage.displace.DetailInput}'s channels
 * @param surface N x 12 x S x S, normals, duals and albedo
 * @param photos N x 3 x S x S, sRGB, 0 to 1
 * @param light N x 3 x 9
 * @param truth N x S x S, mm; 0 for photographs
 * @param synthetic N, 1 where the relief is known, else 0
 */
public record DetailArrays(
    int count,
    int size,
    int channels,
    float[] inputs,
    float[] plain,
    float[] surface,
    float[] photos,
    float[] light,
    float[] truth,
    float[] synthetic) {

  /** How many of the faces, the first ones, are photographs. */
  int photographs() {
    int n = 0;
    while (n < count && synthetic[n] == 0) {
      n++;
    }
    return n;
  }
}
