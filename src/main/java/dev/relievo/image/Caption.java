package dev.relievo.image;

import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Lines of text as pictures, in OpenCV's own strokes: a machine without fonts draws them too. */
public final class Caption {

  private static final double SCALE = 0.4;

  private Caption() {}

  /**
   * Draws a line, black on white; what does not fit is cut off.
   *
   * @param text ASCII; other characters show as question marks
   */
  public static RgbImage draw(String text, int width, int height) {
    RgbImage out = new RgbImage(width, height);
    try (BytePointer memory = OpenCv.allocate(out.data().length);
        Mat sheet = OpenCv.over(memory, width, height, 3);
        Point at = new Point(2, height - 4);
        Scalar black = new Scalar(0, 0, 0, 0)) {
      BytePointer.memset(memory, 255, out.data().length);
      putText(sheet, text, at, FONT_HERSHEY_SIMPLEX, SCALE, black, 1, LINE_AA, false);
      memory.get(out.data());
    }
    return out;
  }
}
