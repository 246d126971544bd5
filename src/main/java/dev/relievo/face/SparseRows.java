package dev.relievo.face;

/**
 * A sparse matrix that mixes points: compressed sparse rows.
 *
 * @param offsets rows + 1
 * @param indices column of each entry
 * @param weights value of each entry
 */
record SparseRows(int[] offsets, int[] indices, float[] weights) {

  int rows() {
    return offsets.length - 1;
  }

  /**
   * Applies the matrix to points.
   *
   * @param in columns x 3
   * @param out rows x 3
   */
  void apply(float[] in, float[] out) {
    for (int r = 0; r < rows(); r++) {
      float x = 0, y = 0, z = 0;
      for (int e = offsets[r]; e < offsets[r + 1]; e++) {
        int c = 3 * indices[e];
        float w = weights[e];
        x += w * in[c];
        y += w * in[c + 1];
        z += w * in[c + 2];
      }
      out[3 * r] = x;
      out[3 * r + 1] = y;
      out[3 * r + 2] = z;
    }
  }
}
