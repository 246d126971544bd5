package dev.relievo.stage.detect;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.SimilarityTransform;

/**
 * The one definition of a crop: the box of the landmarks in the frame turned until the eyes are
 * level, centre at (0.5, 0.4) of the box, half side max(0.8 w, 0.6 h), at the frame's resolution up
 * to {@link #LARGEST} pixels (Chen et al., arXiv 1910.11791, with the levelling added).
 *
 * @param size side, pixels
 * @param toFrame crop pixels to frame pixels
 */
public record AlignedCrop(int size, SimilarityTransform toFrame) {

  /** Largest side of a crop, pixels. */
  public static final int LARGEST = 512;

  /** Smallest side: what is smaller is no face that anything could be learned from. */
  public static final int SMALLEST = 32;

  /**
   * The crop of a face.
   *
   * @param landmarks 468 x 3, pixels of the frame
   */
  public static AlignedCrop of(float[] landmarks) {
    int right = 3 * FaceLandmarks.RIGHT_EYE_OUTER, left = 3 * FaceLandmarks.LEFT_EYE_OUTER;
    double angle =
        Math.atan2(landmarks[left + 1] - landmarks[right + 1], landmarks[left] - landmarks[right]);
    double c = Math.cos(angle), s = Math.sin(angle);
    double x0 = Double.MAX_VALUE, y0 = Double.MAX_VALUE;
    double x1 = -Double.MAX_VALUE, y1 = -Double.MAX_VALUE;
    for (int i = 0; i < landmarks.length; i += 3) {
      double x = c * landmarks[i] + s * landmarks[i + 1];
      double y = c * landmarks[i + 1] - s * landmarks[i];
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
    }
    double half = Math.max(0.8 * (x1 - x0), 0.6 * (y1 - y0));
    double left0 = (x0 + x1) / 2 - half, top0 = y0 + 0.4 * (y1 - y0) - half;
    int size = (int) Math.max(SMALLEST, Math.min(LARGEST, Math.floor(2 * half)));
    return new AlignedCrop(
        size,
        new SimilarityTransform(
            2 * half / size, angle, c * left0 - s * top0, s * left0 + c * top0));
  }
}
