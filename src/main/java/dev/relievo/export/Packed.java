package dev.relievo.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

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
    Arrays.fill(bounds, 0, components, Double.POSITIVE_INFINITY);
    Arrays.fill(bounds, components, 2 * components, Double.NEGATIVE_INFINITY);
    ByteBuffer b = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < from + count; i++) {
      for (int c = 0; c < components; c++) {
        double value = packing.stored(b, i * stride + c * packing.bytes());
        bounds[c] = Math.min(bounds[c], value);
        bounds[components + c] = Math.max(bounds[components + c], value);
      }
    }
    return bounds;
  }
}
