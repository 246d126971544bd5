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
    float w3 = ax * ay, w2 = ay - w3, w1 = ax - w3, w0 = 1 - ax - w2;
    for (int c = 0; c < 3; c++, i++) {
      byte b0 = d[i], b1 = d[i + right], b2 = d[i + below], b3 = d[i + below + right];
      out[at + c] =
          linear
              ? w0 * SRgb.toLinear(b0)
                  + w1 * SRgb.toLinear(b1)
                  + w2 * SRgb.toLinear(b2)
                  + w3 * SRgb.toLinear(b3)
              : w0 * (b0 & 255) + w1 * (b1 & 255) + w2 * (b2 & 255) + w3 * (b3 & 255);
    }
  }
}
