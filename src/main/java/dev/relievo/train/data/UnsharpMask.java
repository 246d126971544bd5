package dev.relievo.train.data;

import dev.relievo.image.RgbImage;

/**
 * Sharpens as picture editors and cameras do: what a Gaussian blur takes away is added once more,
 * which leaves halos along edges.
 */
final class UnsharpMask {

  private UnsharpMask() {}

  /**
   * Sharpens a picture.
   *
   * @param radius standard deviation of the blur, pixels, above 0
   * @param amount how much of what the blur takes away is added, 0 for none
   */
  static RgbImage apply(RgbImage image, double radius, double amount) {
    int width = image.width(), height = image.height();
    float[] kernel = kernel(radius);
    float[] row = new float[3 * width * height], both = new float[row.length];
    for (int i = 0; i < row.length; i++) {
      both[i] = image.data()[i] & 0xff;
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        mean(both, 3 * y * width, 3, x, width, kernel, row, 3 * (y * width + x));
      }
    }
    RgbImage out = new RgbImage(width, height);
    float[] mean = new float[3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = 3 * (y * width + x);
        mean(row, 3 * x, 3 * width, y, height, kernel, mean, 0);
        for (int c = 0; c < 3; c++) {
          double v = both[at + c] + amount * (both[at + c] - mean[c]);
          out.data()[at + c] = (byte) Math.max(0, Math.min(255, Math.round(v)));
        }
      }
    }
    return out;
  }

  /** Half a Gaussian, from its middle outwards; the whole adds up to 1. */
  private static float[] kernel(double radius) {
    float[] out = new float[1 + (int) Math.ceil(2.5 * radius)];
    double sum = 0;
    for (int k = 0; k < out.length; k++) {
      out[k] = (float) Math.exp(-0.5 * k * k / (radius * radius));
      sum += k == 0 ? out[k] : 2 * out[k];
    }
    for (int k = 0; k < out.length; k++) {
      out[k] /= (float) sum;
    }
    return out;
  }

  /** Of three channels along one axis; beyond its ends the last pixel stands. */
  private static void mean(
      float[] in, int from, int step, int at, int length, float[] kernel, float[] out, int to) {
    for (int c = 0; c < 3; c++) {
      float sum = kernel[0] * in[from + at * step + c];
      for (int k = 1; k < kernel.length; k++) {
        int before = Math.max(0, at - k), after = Math.min(length - 1, at + k);
        sum += kernel[k] * (in[from + before * step + c] + in[from + after * step + c]);
      }
      out[to + c] = sum;
    }
  }
}
