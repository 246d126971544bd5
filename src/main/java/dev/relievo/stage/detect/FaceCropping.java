package dev.relievo.stage.detect;

import dev.relievo.face.SimilarityTransform;

/**
 * The one crop of a face that everything after detection works on. In the frame turned so that the
 * eyes are level, the landmarks have a bounding box of width w and height h; the crop is the square
 * around the point at (0.5, 0.4) of that box with half side max(0.8 w, 0.6 h) (arXiv 1910.11791).
 * It has the frame's own resolution, at most {@value #MAX_SIDE} pixels, and is never upsampled.
 */
public final class FaceCropping {

  /** Largest side of a crop, pixels. */
  public static final int MAX_SIDE = 512;

  /** Outer corners of the eyes among the 468 landmarks: the subject's right and left. */
  private static final int RIGHT_EYE = 33;

  private static final int LEFT_EYE = 263;

  private FaceCropping() {}

  /**
   * A crop.
   *
   * @param side pixels
   * @param toFrame crop pixels to frame pixels
   */
  public record Crop(int side, SimilarityTransform toFrame) {}

  /**
   * The crop of a face.
   *
   * @param landmarks 468 x 3: x, y in pixels of the frame; z is not used
   */
  public static Crop of(float[] landmarks) {
    double angle =
        Math.atan2(
            landmarks[3 * LEFT_EYE + 1] - landmarks[3 * RIGHT_EYE + 1],
            landmarks[3 * LEFT_EYE] - landmarks[3 * RIGHT_EYE]);
    SimilarityTransform level = new SimilarityTransform(1, -angle, 0, 0);
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < landmarks.length; i += 3) {
      double x = level.applyX(landmarks[i], landmarks[i + 1]);
      double y = level.applyY(landmarks[i], landmarks[i + 1]);
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    double half = Math.max(0.8 * (right - left), 0.6 * (bottom - top));
    double cornerX = left + 0.5 * (right - left) - half;
    double cornerY = top + 0.4 * (bottom - top) - half;
    int side = (int) Math.max(1, Math.min(MAX_SIDE, Math.floor(2 * half)));
    SimilarityTransform back = level.inverse();
    return new Crop(
        side,
        new SimilarityTransform(
            2 * half / side, angle, back.applyX(cornerX, cornerY), back.applyY(cornerX, cornerY)));
  }
}
