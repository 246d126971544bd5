package dev.relievo.evaluate;

/** Gaussian means over the pixels of a mask, so that what is outside has no say. */
final class Gaussian {

  private Gaussian() {}

  /**
   * Smooths.
   *
   * @param values height x width
   * @param weights height x width, 0 or more; null for 1 everywhere inside the picture
   * @param sigma standard deviation, pixels
   * @return weighted means, height x width; 0 where no weight is near
   */
  static float[] smooth(float[] values, float[] weights, int width, int height, double sigma) {
    float[] weighted = new float[values.length], weight = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      weight[i] = weights == null ? 1 : weights[i];
      weighted[i] = weight[i] * values[i];
    }
    float[] kernel = kernel(sigma);
    weighted = columns(rows(weighted, width, height, kernel), width, height, kernel);
    weight = columns(rows(weight, width, height, kernel), width, height, kernel);
    for (int i = 0; i < values.length; i++) {
      weighted[i] = weight[i] > 1e-6f ? weighted[i] / weight[i] : 0;
    }
    return weighted;
  }

  private static float[] kernel(double sigma) {
    int reach = (int) Math.ceil(3 * sigma);
    float[] kernel = new float[2 * reach + 1];
    double sum = 0;
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = (float) Math.exp(-i * i / (2 * sigma * sigma));
      sum += kernel[i + reach];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= (float) sum;
    }
    return kernel;
  }

  private static float[] rows(float[] in, int width, int height, float[] kernel) {
    float[] out = new float[in.length];
    int reach = kernel.length / 2;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float sum = 0;
        int from = Math.max(-reach, -x), to = Math.min(reach, width - 1 - x);
        for (int k = from; k <= to; k++) {
          sum += kernel[k + reach] * in[y * width + x + k];
        }
        out[y * width + x] = sum;
      }
    }
    return out;
  }

  private static float[] columns(float[] in, int width, int height, float[] kernel) {
    float[] out = new float[in.length];
    int reach = kernel.length / 2;
    for (int y = 0; y < height; y++) {
      int from = Math.max(-reach, -y), to = Math.min(reach, height - 1 - y);
      for (int k = from; k <= to; k++) {
        float w = kernel[k + reach];
        int source = (y + k) * width, target = y * width;
        for (int x = 0; x < width; x++) {
          out[target + x] += w * in[source + x];
        }
      }
    }
    return out;
  }
}
