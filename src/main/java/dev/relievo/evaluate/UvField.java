package dev.relievo.evaluate;

/**
 * Vectors over the chart.
 *
 * @param size side, texels; texel centres at +0.5
 * @param channels components of a vector
 * @param values size x size x channels
 */
record UvField(int size, int channels, float[] values) {

  UvField {
    if (values.length != size * size * channels) {
      throw new IllegalArgumentException("a field's values do not match its size");
    }
  }

  /**
   * Reads bilinearly, clamped to the edge.
   *
   * @param u 0 to 1, to the right
   * @param v 0 to 1, downwards
   * @param out receives the components
   */
  void read(float u, float v, float[] out) {
    float x = Math.max(0, Math.min(size - 1.001f, u * size - 0.5f));
    float y = Math.max(0, Math.min(size - 1.001f, v * size - 0.5f));
    int ix = (int) x, iy = (int) y;
    float ax = x - ix, ay = y - iy;
    int a = channels * (iy * size + ix), c = a + channels * size;
    for (int k = 0; k < channels; k++) {
      float top = values[a + k] * (1 - ax) + values[a + channels + k] * ax;
      float bottom = values[c + k] * (1 - ax) + values[c + channels + k] * ax;
      out[k] = top * (1 - ay) + bottom * ay;
    }
  }
}
