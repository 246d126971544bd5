package dev.relievo.train.detail;

import java.util.Arrays;

/** Brush strokes along curves over the chart, measured in millimetres. Belongs to one thread. */
final class Strokes {

  private static final int SIZE = SkinChart.SIZE;

  private final SkinChart chart;
  private final float[] square = new float[SIZE * SIZE];
  private final float[] across = new float[SIZE * SIZE];
  private final float[] along = new float[SIZE * SIZE];
  private int[] touched = new int[1024];
  private int count;

  /** What a stroke does to a texel. */
  @FunctionalInterface
  interface Brush {
    /**
     * Touches a texel.
     *
     * @param across distance from the curve, mm; positive to its right on the chart
     * @param along 0 at the curve's beginning, 1 at its end
     */
    void touch(int texel, float across, float along);
  }

  Strokes(SkinChart chart) {
    this.chart = chart;
    Arrays.fill(square, Float.MAX_VALUE);
  }

  /**
   * A smooth curve through points (Catmull and Rom's spline).
   *
   * @param points n x 2, texels
   * @param pieces between two points
   */
  static double[] curve(double[] points, int pieces) {
    int n = points.length / 2;
    double[] out = new double[2 * ((n - 1) * pieces + 1)];
    for (int i = 0, o = 0; i < n - 1; i++) {
      for (int k = 0; k < pieces || i == n - 2 && k == pieces; k++, o += 2) {
        double t = (double) k / pieces;
        for (int c = 0; c < 2; c++) {
          double p0 = points[2 * Math.max(0, i - 1) + c], p1 = points[2 * i + c];
          double p2 = points[2 * i + 2 + c], p3 = points[2 * Math.min(n - 1, i + 2) + c];
          out[o + c] =
              p1
                  + 0.5
                      * t
                      * (p2
                          - p0
                          + t * (2 * p0 - 5 * p1 + 4 * p2 - p3)
                          + t * t * (3 * (p1 - p2) + p3 - p0));
        }
      }
    }
    return out;
  }

  /** Length of a curve, mm. */
  double length(double[] curve) {
    double sum = 0;
    for (int i = 0; i + 3 < curve.length; i += 2) {
      sum += step(curve, i);
    }
    return sum;
  }

  private double step(double[] curve, int i) {
    double x = (curve[i] + curve[i + 2]) / 2, y = (curve[i + 1] + curve[i + 3]) / 2;
    return Math.hypot(
        (curve[i + 2] - curve[i]) * chart.widthAt(x, y),
        (curve[i + 3] - curve[i + 1]) * chart.heightAt(x, y));
  }

  /**
   * Touches each texel near a curve once.
   *
   * @param curve n x 2, texels
   * @param reach distance from the curve, mm
   */
  void draw(double[] curve, double reach, Brush brush) {
    count = 0;
    double total = Math.max(1e-6, length(curve)), from = 0;
    for (int i = 0; i + 3 < curve.length; i += 2) {
      double length = step(curve, i);
      segment(curve, i, (float) reach, (float) (from / total), (float) (length / total));
      from += length;
    }
    for (int k = 0; k < count; k++) {
      int t = touched[k];
      brush.touch(t, across[t], along[t]);
      square[t] = Float.MAX_VALUE;
    }
  }

  /**
   * Touches each texel near a point once.
   *
   * @param x texels
   * @param y texels
   * @param reach distance from the point, mm
   * @param brush told 0 for the place along
   */
  void dot(double x, double y, double reach, Brush brush) {
    float w = chart.widthAt(x, y), h = chart.heightAt(x, y);
    float square = (float) (reach * reach);
    int left = (int) Math.max(0, x - reach / w), right = (int) Math.min(SIZE - 1, x + reach / w);
    int top = (int) Math.max(0, y - reach / h), bottom = (int) Math.min(SIZE - 1, y + reach / h);
    for (int row = top; row <= bottom; row++) {
      float dy = (row + 0.5f - (float) y) * h;
      for (int column = left; column <= right; column++) {
        float dx = (column + 0.5f - (float) x) * w, d = dx * dx + dy * dy;
        if (d < square) {
          brush.touch(row * SIZE + column, (float) Math.sqrt(d), 0);
        }
      }
    }
  }

  private void segment(double[] curve, int i, float reach, float start, float share) {
    float ax = (float) curve[i], ay = (float) curve[i + 1];
    float bx = (float) curve[i + 2], by = (float) curve[i + 3];
    float w = chart.widthAt((ax + bx) / 2, (ay + by) / 2);
    float h = chart.heightAt((ax + bx) / 2, (ay + by) / 2);
    float ux = (bx - ax) * w, uy = (by - ay) * h, uu = Math.max(1e-12f, ux * ux + uy * uy);
    int left = Math.max(0, (int) (Math.min(ax, bx) - reach / w));
    int right = Math.min(SIZE - 1, (int) (Math.max(ax, bx) + reach / w));
    int top = Math.max(0, (int) (Math.min(ay, by) - reach / h));
    int bottom = Math.min(SIZE - 1, (int) (Math.max(ay, by) + reach / h));
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        float px = (x + 0.5f - ax) * w, py = (y + 0.5f - ay) * h;
        float q = Math.max(0, Math.min(1, (px * ux + py * uy) / uu));
        float dx = px - q * ux, dy = py - q * uy, d = dx * dx + dy * dy;
        int t = y * SIZE + x;
        if (d < square[t] && d < reach * reach) {
          if (square[t] == Float.MAX_VALUE) {
            remember(t);
          }
          square[t] = d;
          across[t] = (float) Math.copySign(Math.sqrt(d), ux * py - uy * px);
          along[t] = start + q * share;
        }
      }
    }
  }

  private void remember(int t) {
    if (count == touched.length) {
      touched = Arrays.copyOf(touched, 2 * count);
    }
    touched[count++] = t;
  }
}
