package dev.relievo.face;

/**
 * Relief over the model's chart: how far the surface stands out of the coarse mesh along its
 * normal.
 *
 * @param size side, texels; texel centres at +0.5, origin top left, as {@link MorphableModel#uv()}
 * @param millimetres size x size, outward positive; 0 outside the chart
 */
public record DisplacementMap(int size, float[] millimetres) {

  /** Checks that the length is the size's. */
  public DisplacementMap {
    if (size < 1 || millimetres.length != Math.multiplyExact(size, size)) {
      throw new IllegalArgumentException(
          "a displacement map of %d x %d texels does not have %d values"
              .formatted(size, size, millimetres.length));
    }
  }

  /** A map without relief. */
  public static DisplacementMap flat(int size) {
    return new DisplacementMap(size, new float[Math.multiplyExact(size, size)]);
  }

  /**
   * The relief at a place of the chart, bilinear between texels.
   *
   * @param u 0 to 1, to the right
   * @param v 0 to 1, downwards
   * @return mm
   */
  public float at(float u, float v) {
    float x = Math.max(0, Math.min(size - 1, u * size - 0.5f));
    float y = Math.max(0, Math.min(size - 1, v * size - 0.5f));
    int x0 = Math.min((int) x, Math.max(0, size - 2)),
        y0 = Math.min((int) y, Math.max(0, size - 2));
    int right = size > 1 ? 1 : 0, down = size > 1 ? size : 0, at = y0 * size + x0;
    float ax = x - x0, ay = y - y0;
    float top = millimetres[at] * (1 - ax) + millimetres[at + right] * ax;
    float bottom = millimetres[at + down] * (1 - ax) + millimetres[at + down + right] * ax;
    return top * (1 - ay) + bottom * ay;
  }
}
