package dev.relievo.export;

import java.nio.ByteBuffer;

/**
 * Elements of one kind as they lie in a glTF file.
 *
 * @param packing of their components
 * @param components of an element: 1, or 2 to 4 of a vector
 * @param stride bytes from one element to the next
 * @param bytes little-endian, position 0 to limit
 */
record Packed(Packing packing, int components, int stride, ByteBuffer bytes) {

  private static final String[] TYPES = {"SCALAR", "VEC2", "VEC3", "VEC4"};

  /** Elements. */
  int count() {
    return bytes.limit() / stride;
  }

  /** As glTF names it. */
  String type() {
    return TYPES[components - 1];
  }

  /**
   * Least and then greatest value of each component as stored, which is what validators compare.
   *
   * @param from first element
   * @param count elements
   */
  double[] bounds(int from, int count) {
    double[] bounds = new double[2 * components];
    float[] stored = packing.stored(bytes, from * stride, count, components, stride);
    for (int c = 0; c < components; c++) {
      float least = Float.POSITIVE_INFINITY, most = Float.NEGATIVE_INFINITY;
      for (int i = c; i < stored.length; i += components) {
        least = Math.min(least, stored[i]);
        most = Math.max(most, stored[i]);
      }
      bounds[c] = least;
      bounds[components + c] = most;
    }
    return bounds;
  }
}
