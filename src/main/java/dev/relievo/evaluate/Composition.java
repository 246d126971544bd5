package dev.relievo.evaluate;

import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import java.util.Arrays;

/** Puts photographs into frames, smaller or larger than they are. */
final class Composition {

  private Composition() {}

  /** A frame of one grey. */
  static RgbImage plain(int width, int height, int grey) {
    RgbImage frame = new RgbImage(width, height);
    Arrays.fill(frame.data(), (byte) grey);
    return frame;
  }

  /**
   * Pastes a photograph; what does not fit into the frame is cut off.
   *
   * @param scale frame pixels a photograph pixel
   * @param left of the photograph in the frame, pixels
   * @param top of the photograph in the frame, pixels
   */
  static void paste(RgbImage frame, RgbImage photo, double scale, int left, int top) {
    RgbImage source = photo;
    double rest = scale;
    while (rest <= 0.5) {
      source = Halving.halve(source);
      rest *= 2;
    }
    int width = (int) (photo.width() * scale);
    int height = (int) (photo.height() * scale);
    float[] row = new float[3 * width];
    for (int y = Math.max(0, -top); y < Math.min(height, frame.height() - top); y++) {
      new Warp(
              source,
              new SimilarityTransform(1 / rest, 0, 0, y / rest),
              Warp.Border.REPLICATE,
              1,
              0.5f)
          .sample(width, 1, row, 0, 0);
      for (int x = Math.max(0, -left); x < Math.min(width, frame.width() - left); x++) {
        int at = 3 * ((top + y) * frame.width() + left + x);
        for (int c = 0; c < 3; c++) {
          frame.data()[at + c] = (byte) row[3 * x + c];
        }
      }
    }
  }

  /** Copies a whole image to a place in another, in which it fits. */
  static void copy(RgbImage from, RgbImage to, int left, int top) {
    for (int y = 0; y < from.height(); y++) {
      System.arraycopy(
          from.data(),
          3 * y * from.width(),
          to.data(),
          3 * ((top + y) * to.width() + left),
          3 * from.width());
    }
  }
}
