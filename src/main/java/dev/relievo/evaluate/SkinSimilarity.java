package dev.relievo.evaluate;

/**
 * How alike a rendering and a photograph are on the skin that both show: mean absolute difference,
 * the same of what is finer than a few millimetres, and structural similarity. Pictures are square,
 * sRGB in 0 to 1, three channels.
 */
final class SkinSimilarity {

  private static final double[] LUMA = {0.299, 0.587, 0.114};

  /** Of Wang et al., "Image Quality Assessment" (2004): window, constants for a range of 1. */
  private static final double WINDOW = 1.5;

  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private final float[] photo;
  private final float[] skin;
  private final int side;
  private final int count;

  /**
   * For renderings of one photograph.
   *
   * @param skin 1 where a pixel counts, else 0
   */
  SkinSimilarity(float[] photo, float[] skin, int side) {
    this.photo = photo;
    this.skin = skin;
    this.side = side;
    int n = 0;
    for (float s : skin) {
      n += s > 0 ? 1 : 0;
    }
    count = n;
  }

  /** Mean absolute difference, over pixels and channels. */
  double difference(float[] rendering) {
    double sum = 0;
    for (int i = 0; i < photo.length; i++) {
      sum += skin[i / 3] * Math.abs(photo[i] - rendering[i]);
    }
    return sum / (3.0 * count);
  }

  /**
   * Mean absolute value of the difference after its Gaussian mean over the skin was taken away.
   *
   * @param sigma of the Gaussian, pixels
   */
  double fineDifference(float[] rendering, double sigma) {
    double sum = 0;
    float[] plane = new float[side * side];
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < plane.length; p++) {
        plane[p] = photo[3 * p + c] - rendering[3 * p + c];
      }
      float[] mean = Gaussian.smooth(plane, skin, side, side, sigma);
      for (int p = 0; p < plane.length; p++) {
        sum += skin[p] * Math.abs(plane[p] - mean[p]);
      }
    }
    return sum / (3.0 * count);
  }

  /** Mean structural similarity of the luma; windows see nothing but skin. */
  double structure(float[] rendering) {
    float[] a = luma(photo), b = luma(rendering);
    float[] meanA = mean(a, a, false), meanB = mean(b, b, false);
    float[] aa = mean(a, a, true), bb = mean(b, b, true), ab = mean(a, b, true);
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      if (skin[p] > 0) {
        double x = meanA[p], y = meanB[p];
        double varA = Math.max(0, aa[p] - x * x), varB = Math.max(0, bb[p] - y * y);
        double cov = ab[p] - x * y;
        sum += (2 * x * y + C1) * (2 * cov + C2) / ((x * x + y * y + C1) * (varA + varB + C2));
      }
    }
    return sum / count;
  }

  private float[] mean(float[] a, float[] b, boolean product) {
    float[] values = a;
    if (product) {
      values = new float[a.length];
      for (int i = 0; i < a.length; i++) {
        values[i] = a[i] * b[i];
      }
    }
    return Gaussian.smooth(values, skin, side, side, WINDOW);
  }

  private static float[] luma(float[] rgb) {
    float[] out = new float[rgb.length / 3];
    for (int i = 0; i < rgb.length; i++) {
      out[i / 3] += (float) (LUMA[i % 3] * rgb[i]);
    }
    return out;
  }
}
