package dev.relievo.image;

import dev.relievo.face.SimilarityTransform;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bilinear resampling of an image through a similarity. Positions follow the convention of the
 * whole project: the centre of pixel (i, j) is at (i + 0.5, j + 0.5).
 */
public final class Warp {

  /** What lies outside the image. */
  public enum Border {
    /** The nearest pixel of the edge. */
    REPLICATE,
    /** Black. */
    BLACK
  }

  /** Reads a pixel at once: red in the lowest byte, the next pixel's red in the highest. */
  private static final VarHandle PIXEL =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final float ROUND = 0.5f;
  private static final double MARGIN = 1e-3;

  /** Bits of a fixed-point position behind the point. */
  private static final int POSITION = 32;

  private static final double UNIT = 1L << POSITION;

  /** Bits of them that weigh. */
  private static final int FRACTION = 11;

  private static final int MASK = (1 << FRACTION) - 1;

  private final RgbImage image;
  private final Border border;
  private final float scale;
  private final float offset;
  private final double stepX;
  private final double stepY;
  private final double firstX;
  private final double firstY;

  /**
   * A view of an image.
   *
   * @param toImage pixels of the view to pixels of the image
   * @param scale multiplies the values 0 to 255
   * @param offset added after that
   */
  public Warp(
      RgbImage image, SimilarityTransform toImage, Border border, float scale, float offset) {
    this.image = image;
    this.border = border;
    this.scale = scale;
    this.offset = offset;
    stepX = toImage.scale() * Math.cos(toImage.rotation());
    stepY = toImage.scale() * Math.sin(toImage.rotation());
    firstX = toImage.applyX(0.5, 0.5) - 0.5;
    firstY = toImage.applyY(0.5, 0.5) - 0.5;
  }

  /**
   * A square piece of an image as pixels; the edge's pixels repeat outside.
   *
   * @param toImage pixels of the piece to pixels of the image
   * @param size side of the piece, pixels
   */
  public static RgbImage crop(RgbImage image, SimilarityTransform toImage, int size) {
    Warp warp = new Warp(image, toImage, Border.REPLICATE, 1, ROUND);
    float[] row = new float[3 * size];
    RgbImage out = new RgbImage(size, size);
    for (int y = 0; y < size; y++) {
      warp.row(y, size, row, 0);
      for (int i = 0; i < row.length; i++) {
        out.data()[3 * size * y + i] = (byte) row[i];
      }
    }
    return out;
  }

  /**
   * Samples the view.
   *
   * @param width of the piece to sample, pixels of the view
   * @param height of the piece to sample, pixels of the view
   * @param out receives {@code value * scale + offset}, red first within a pixel
   * @param at index of the first float of the first row
   * @param stride floats from one row to the next
   */
  public void sample(int width, int height, float[] out, int at, int stride) {
    for (int y = 0; y < height; y++) {
      row(y, width, out, at + y * stride);
    }
  }

  private void row(int y, int width, float[] out, int at) {
    double x0 = firstX - y * stepY;
    double y0 = firstY + y * stepX;
    int last = width - 1;
    if (isInside(x0, y0) && isInside(x0 + last * stepX, y0 + last * stepY)) {
      insideRow(x0, y0, width, out, at);
    } else {
      clampedRow(x0, y0, width, out, at);
    }
  }

  /**
   * Whether all four pixels around a position, in indices, and one byte more are there, with room
   * for rounding.
   */
  private boolean isInside(double px, double py) {
    return px >= MARGIN
        && py >= MARGIN
        && px < image.width() - 2 - MARGIN
        && py < image.height() - 1 - MARGIN;
  }

  /**
   * In fixed point, twice as fast here as in floats: conversions between the two dominate. The four
   * weights have 22 bits and sum to one exactly.
   */
  private void insideRow(double x0, double y0, int width, float[] out, int at) {
    byte[] d = image.data();
    int below = 3 * image.width();
    long px = (long) (x0 * UNIT);
    long py = (long) (y0 * UNIT);
    long dx = Math.round(stepX * UNIT);
    long dy = Math.round(stepY * UNIT);
    float unit = scale / (1 << 2 * FRACTION);
    for (int o = at; o < at + 3 * width; o += 3, px += dx, py += dy) {
      int i = (int) (py >> POSITION) * below + 3 * (int) (px >> POSITION);
      int a = (int) PIXEL.get(d, i);
      int b = (int) PIXEL.get(d, i + 3);
      int c = (int) PIXEL.get(d, i + below);
      int e = (int) PIXEL.get(d, i + below + 3);
      int fx = (int) (px >> POSITION - FRACTION) & MASK;
      int fy = (int) (py >> POSITION - FRACTION) & MASK;
      int we = fx * fy;
      int wb = (fx << FRACTION) - we;
      int wc = (fy << FRACTION) - we;
      int wa = (1 << 2 * FRACTION) - wb - wc - we;
      int red = wa * (a & 255) + wb * (b & 255) + wc * (c & 255) + we * (e & 255);
      int green =
          wa * (a >> 8 & 255) + wb * (b >> 8 & 255) + wc * (c >> 8 & 255) + we * (e >> 8 & 255);
      int blue =
          wa * (a >> 16 & 255) + wb * (b >> 16 & 255) + wc * (c >> 16 & 255) + we * (e >> 16 & 255);
      out[o] = red * unit + offset;
      out[o + 1] = green * unit + offset;
      out[o + 2] = blue * unit + offset;
    }
  }

  private void clampedRow(double x0, double y0, int width, float[] out, int at) {
    for (int x = 0, o = at; x < width; x++, o += 3) {
      float px = (float) (x0 + x * stepX);
      float py = (float) (y0 + x * stepY);
      if (border == Border.BLACK && !covers(px, py)) {
        out[o] = offset;
        out[o + 1] = offset;
        out[o + 2] = offset;
      } else {
        Bilinear.read(image, px + 0.5f, py + 0.5f, out, o);
        for (int k = o; k < o + 3; k++) {
          out[k] = out[k] * scale + offset;
        }
      }
    }
  }

  /** Whether a position, in indices, lies on the image's pixels. */
  private boolean covers(float px, float py) {
    return px >= -0.5f && py >= -0.5f && px <= image.width() - 0.5f && py <= image.height() - 0.5f;
  }
}
