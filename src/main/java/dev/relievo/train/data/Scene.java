package dev.relievo.train.data;

import java.util.Arrays;

/**
 * A picture in the making, in linear light, and what in it hides a face. Polygons are filled with
 * smooth edges (four samples a pixel). Belongs to one thread.
 */
public final class Scene {

  private final int size;
  private final float[] colours;
  private final byte[] hidden;
  private final byte[] coverage;

  /**
   * A black scene.
   *
   * @param size side, pixels
   */
  public Scene(int size) {
    this.size = size;
    colours = new float[3 * size * size];
    hidden = new byte[size * size];
    coverage = new byte[size * size];
  }

  /** Side, pixels. */
  public int size() {
    return size;
  }

  /** size x size x 3, linear light; above 1 where the picture is overexposed. */
  public float[] colours() {
    return colours;
  }

  /** size x size, 1 where something hides what may be a face. */
  public byte[] hidden() {
    return hidden;
  }

  /** Nothing hidden yet. */
  public void clear() {
    Arrays.fill(hidden, (byte) 0);
  }

  /**
   * Fills polygons with one colour, even-odd.
   *
   * @param polygons of x, y pairs, pixels
   * @param opacity 0 to 1; what is drawn at all counts as hidden
   */
  void fill(float[] colour, double opacity, float[]... polygons) {
    Arrays.fill(coverage, (byte) 0);
    for (int row = 0; row < 2 * size; row++) {
      scan(row, polygons);
    }
    for (int p = 0; p < coverage.length; p++) {
      if (coverage[p] > 0) {
        float alpha = (float) (opacity * coverage[p] / 4);
        for (int c = 0; c < 3; c++) {
          colours[3 * p + c] += alpha * (colour[c] - colours[3 * p + c]);
        }
        hidden[p] = 1;
      }
    }
  }

  private void scan(int row, float[][] polygons) {
    double y = row / 2.0 + 0.25;
    double[] crossings = new double[64];
    int n = 0;
    for (float[] polygon : polygons) {
      for (int i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
        double y0 = polygon[j + 1], y1 = polygon[i + 1];
        if (y0 <= y != y1 <= y && n < crossings.length) {
          crossings[n++] = polygon[j] + (y - y0) / (y1 - y0) * (polygon[i] - polygon[j]);
        }
      }
    }
    Arrays.sort(crossings, 0, n);
    for (int k = 0; k + 1 < n; k += 2) {
      int from = (int) Math.max(0, Math.ceil(2 * crossings[k] - 0.5));
      int to = (int) Math.min(2 * size - 1, Math.ceil(2 * crossings[k + 1] - 0.5) - 1);
      for (int x = from; x <= to; x++) {
        coverage[row / 2 * size + x / 2]++;
      }
    }
  }

  /** An ellipse as a polygon. */
  static float[] ellipse(double x, double y, double a, double b, double angle) {
    float[] out = new float[64];
    double c = Math.cos(angle), s = Math.sin(angle);
    for (int i = 0; i < out.length; i += 2) {
      double t = 2 * Math.PI * i / out.length, u = a * Math.cos(t), v = b * Math.sin(t);
      out[i] = (float) (x + c * u - s * v);
      out[i + 1] = (float) (y + s * u + c * v);
    }
    return out;
  }

  /** A line as a polygon, of two widths. */
  static float[] line(double x0, double y0, double x1, double y1, double w0, double w1) {
    double dx = x1 - x0, dy = y1 - y0, n = Math.max(1e-6, Math.hypot(dx, dy)) * 2;
    double u = -dy / n, v = dx / n;
    return new float[] {
      (float) (x0 + w0 * u), (float) (y0 + w0 * v), (float) (x1 + w1 * u), (float) (y1 + w1 * v),
      (float) (x1 - w1 * u), (float) (y1 - w1 * v), (float) (x0 - w0 * u), (float) (y0 - w0 * v)
    };
  }
}
