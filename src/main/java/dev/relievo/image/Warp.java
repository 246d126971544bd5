package dev.relievo.image;

import dev.relievo.face.SimilarityTransform;

/**
 * Bilinear resampling of an image through a similarity. Positions follow the convention of the
 * whole project: the centre of pixel (i, j) is at (i + 0.5, j + 0.5).
 */
public final class Warp {

  private static final float ROUND = 0.5f;

  private Warp() {}

  /** What lies outside the image. */
  public enum Border {
    /** The nearest pixel of the edge. */
    REPLICATE,
    /** Black. */
    BLACK
  }

  /**
   * A square piece of an image as pixels; the edge's pixels repeat outside.
   *
   * @param toImage pixels of the piece to pixels of the image
   * @param size side of the piece, pixels
   */
  public static RgbImage crop(RgbImage image, SimilarityTransform toImage, int size) {
    float[] row = new float[3 * size];
    RgbImage out = new RgbImage(size, size);
    for (int y = 0; y < size; y++) {
      row(image, toImage, y, size, Border.REPLICATE, row, 0);
      for (int i = 0; i < row.length; i++) {
        out.data()[3 * size * y + i] = (byte) (row[i] + ROUND);
      }
    }
    return out;
  }

  /**
   * A piece of an image as floats for a network: {@code value * scale + offset}.
   *
   * @param toImage pixels of the piece to pixels of the image
   * @param width of the piece, pixels
   * @param height of the piece, pixels
   * @param scale multiplies the values 0 to 255
   * @param offset added after that
   * @param out rows of {@code stride} floats, red first within a pixel
   * @param at index of the first float of the first row
   * @param stride floats from one row to the next
   */
  public static void sample(
      RgbImage image,
      SimilarityTransform toImage,
      int width,
      int height,
      Border border,
      float scale,
      float offset,
      float[] out,
      int at,
      int stride) {
    for (int y = 0; y < height; y++) {
      int from = at + y * stride;
      row(image, toImage, y, width, border, out, from);
      for (int i = from; i < from + 3 * width; i++) {
        out[i] = out[i] * scale + offset;
      }
    }
  }

  /** One row of samples, 0 to 255, as floats. */
  private static void row(
      RgbImage image,
      SimilarityTransform toImage,
      int y,
      int width,
      Border border,
      float[] out,
      int at) {
    float stepX = (float) (toImage.applyX(1, 0) - toImage.applyX(0, 0));
    float stepY = (float) (toImage.applyY(1, 0) - toImage.applyY(0, 0));
    float startX = (float) (toImage.applyX(0.5, y + 0.5) - 0.5);
    float startY = (float) (toImage.applyY(0.5, y + 0.5) - 0.5);
    for (int x = 0, o = at; x < width; x++, o += 3) {
      float px = startX + x * stepX;
      float py = startY + x * stepY;
      if (border == Border.BLACK && !covers(image, px, py)) {
        out[o] = 0;
        out[o + 1] = 0;
        out[o + 2] = 0;
      } else {
        bilinear(image, px, py, out, o);
      }
    }
  }

  /** Whether a position, in indices, lies on the image's pixels. */
  private static boolean covers(RgbImage image, float px, float py) {
    return px >= -0.5f && py >= -0.5f && px <= image.width() - 0.5f && py <= image.height() - 0.5f;
  }

  private static void bilinear(RgbImage image, float px, float py, float[] out, int o) {
    int lastX = image.width() - 1;
    int lastY = image.height() - 1;
    float cx = Math.max(0, Math.min(px, lastX));
    float cy = Math.max(0, Math.min(py, lastY));
    int x0 = (int) cx;
    int y0 = (int) cy;
    float fx = cx - x0;
    float fy = cy - y0;
    byte[] d = image.data();
    int a = 3 * (y0 * image.width() + x0);
    int b = x0 < lastX ? a + 3 : a;
    int below = y0 < lastY ? 3 * image.width() : 0;
    int c = a + below;
    int e = b + below;
    float wa = (1 - fx) * (1 - fy);
    float wb = fx * (1 - fy);
    float wc = (1 - fx) * fy;
    float we = fx * fy;
    for (int k = 0; k < 3; k++) {
      out[o + k] =
          wa * (d[a + k] & 0xff)
              + wb * (d[b + k] & 0xff)
              + wc * (d[c + k] & 0xff)
              + we * (d[e + k] & 0xff);
    }
  }
}
