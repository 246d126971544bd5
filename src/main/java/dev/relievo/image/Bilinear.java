package dev.relievo.image;

/** Bilinear reading of an image at points in pixels, pixel centres at +0.5, clamped to the edge. */
public final class Bilinear {

  private Bilinear() {}

  /**
   * Reads as stored.
   *
   * @param out receives red, green, blue, 0 to 255, from {@code at}
   */
  public static void read(RgbImage image, float x, float y, float[] out, int at) {
    read(image, x, y, out, at, false);
  }

  /**
   * Reads in linear light.
   *
   * @param out receives red, green, blue, 0 to 1, from {@code at}
   */
  public static void readLinear(RgbImage image, float x, float y, float[] out, int at) {
    read(image, x, y, out, at, true);
  }

  private static void read(RgbImage image, float x, float y, float[] out, int at, boolean linear) {
    float fx = Math.max(0, Math.min(image.width() - 1, x - 0.5f));
    float fy = Math.max(0, Math.min(image.height() - 1, y - 0.5f));
    int ix = (int) fx, iy = (int) fy;
    float ax = fx - ix, ay = fy - iy;
    int i = 3 * (iy * image.width() + ix);
    int right = ix + 1 < image.width() ? 3 : 0;
    int below = iy + 1 < image.height() ? 3 * image.width() : 0;
    byte[] d = image.data();
    for (int c = 0; c < 3; c++, i++) {
      float top = value(d[i], linear) * (1 - ax) + value(d[i + right], linear) * ax;
      float bottom =
          value(d[i + below], linear) * (1 - ax) + value(d[i + below + right], linear) * ax;
      out[at + c] = top * (1 - ay) + bottom * ay;
    }
  }

  private static float value(byte stored, boolean linear) {
    return linear ? SRgb.toLinear(stored) : stored & 255;
  }
}
