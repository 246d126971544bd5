package dev.relievo.model;

import dev.relievo.face.MorphableModel;

/** Which vertex of the mean face is the mirror image of each. */
final class MirrorMap {

  private MirrorMap() {}

  /** V, index of the vertex nearest to (-x, y, z). */
  static int[] of(MorphableModel model) {
    float[] mean = model.shape(new float[0], new float[0], new float[0]);
    int n = model.vertexCount();
    int[] out = new int[n];
    for (int v = 0; v < n; v++) {
      float x = -mean[3 * v], y = mean[3 * v + 1], z = mean[3 * v + 2];
      float least = Float.MAX_VALUE;
      for (int o = 0, i = 0; o < n; o++, i += 3) {
        float dy = mean[i + 1] - y;
        if (dy * dy < least) {
          float dx = mean[i] - x, dz = mean[i + 2] - z;
          float d = dx * dx + dy * dy + dz * dz;
          if (d < least) {
            least = d;
            out[v] = o;
          }
        }
      }
    }
    return out;
  }
}
