package dev.relievo.image;

import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.line;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Curves over a common axis on one sheet, a panel each. Drawn by OpenCV, whose letters are strokes
 * of its own: a machine without fonts draws them too.
 */
public final class LinePlot {

  private static final int COLUMNS = 4;
  private static final int WIDTH = 340;
  private static final int HEIGHT = 190;
  private static final int MARGIN = 28;

  private LinePlot() {}

  /**
   * Draws panels.
   *
   * @param panels curve by title, in order; curves without a finite value are left out
   * @return the sheet
   */
  public static RgbImage draw(Map<String, ? extends SortedMap<Long, Double>> panels) {
    List<? extends Map.Entry<String, ? extends SortedMap<Long, Double>>> some =
        panels.entrySet().stream()
            .filter(e -> e.getValue().values().stream().anyMatch(Double::isFinite))
            .toList();
    int rows = Math.max(1, (some.size() + COLUMNS - 1) / COLUMNS);
    int width = COLUMNS * WIDTH, height = rows * HEIGHT;
    RgbImage out = new RgbImage(width, height);
    try (BytePointer memory = OpenCv.allocate(out.data().length);
        Mat sheet = OpenCv.over(memory, width, height, 3)) {
      Pointer.memset(memory, 255, out.data().length);
      for (int i = 0; i < some.size(); i++) {
        int x = i % COLUMNS * WIDTH, y = i / COLUMNS * HEIGHT;
        panel(sheet, x, y, some.get(i).getKey(), some.get(i).getValue());
      }
      memory.get(out.data());
    }
    return out;
  }

  private static void panel(Mat sheet, int x, int y, String title, SortedMap<Long, Double> curve) {
    double[] values =
        curve.values().stream().filter(Double::isFinite).mapToDouble(v -> v).toArray();
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    // Single bursts would flatten the rest.
    double low = sorted[0], high = sorted[(int) (0.995 * (sorted.length - 1))];
    double span = Math.max(high - low, 1e-12);
    long first = curve.firstKey(), last = Math.max(curve.lastKey(), first + 1);
    int left = x + MARGIN, right = x + WIDTH - 8, top = y + MARGIN, bottom = y + HEIGHT - MARGIN;
    stroke(sheet, left, bottom, right, bottom, 170);
    stroke(sheet, left, top, left, bottom, 170);
    text(sheet, title, left, y + 18, 0.42);
    text(sheet, String.format(Locale.ROOT, "%.3g", high), left + 3, top + 10, 0.32);
    text(sheet, String.format(Locale.ROOT, "%.3g", low), left + 3, bottom - 4, 0.32);
    text(sheet, Long.toString(last), right - 40, bottom + 14, 0.32);
    int beforeX = -1, beforeY = -1;
    for (Map.Entry<Long, Double> point : curve.entrySet()) {
      if (Double.isFinite(point.getValue())) {
        int px = (int) (left + (right - left) * (point.getKey() - first) / (double) (last - first));
        double share = Math.min(1, (point.getValue() - low) / span);
        int py = (int) (bottom - (bottom - top) * share);
        if (beforeX >= 0) {
          stroke(sheet, beforeX, beforeY, px, py, 40);
        }
        beforeX = px;
        beforeY = py;
      }
    }
  }

  private static void stroke(Mat sheet, int x0, int y0, int x1, int y1, int grey) {
    try (Point from = new Point(x0, y0);
        Point to = new Point(x1, y1);
        Scalar colour = Scalar.all(grey)) {
      line(sheet, from, to, colour, 1, LINE_AA, 0);
    }
  }

  private static void text(Mat sheet, String text, int x, int y, double scale) {
    try (Point at = new Point(x, y);
        Scalar colour = Scalar.all(30)) {
      putText(sheet, text, at, FONT_HERSHEY_SIMPLEX, scale, colour, 1, LINE_AA, false);
    }
  }
}
