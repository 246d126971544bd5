package dev.relievo.export;

import dev.relievo.image.Bilinear;
import dev.relievo.image.RgbImage;
import java.util.Arrays;

/**
 * A square cut out of a photograph, for pictures to look at.
 *
 * @param left photograph x of the square's left edge
 * @param top photograph y of the square's top edge
 * @param side photograph pixels
 */
record PhotoCrop(double left, double top, double side) {

  private static final int MAX_SAMPLES = 8;

  /** The whole of an image, or its middle square. */
  static PhotoCrop whole(RgbImage image) {
    double side = Math.min(image.width(), image.height());
    return new PhotoCrop((image.width() - side) / 2, (image.height() - side) / 2, side);
  }

  /** Photograph pixels per pixel of a picture of this size. */
  double scale(int size) {
    return side / size;
  }

  /**
   * Draws the crop; beyond the photograph its border is repeated.
   *
   * @param size of the picture, pixels a side
   */
  RgbImage draw(RgbImage photo, int size) {
    RgbImage out = new RgbImage(size, size);
    int samples = (int) Math.max(1, Math.min(MAX_SAMPLES, Math.ceil(scale(size))));
    float[] mean = new float[3];
    float[] sample = new float[3];
    for (int y = 0, o = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        mean(photo, x, y, scale(size), samples, sample, mean);
        for (float c : mean) {
          out.data()[o++] = (byte) (c + 0.5f);
        }
      }
    }
    return out;
  }

  /** The mean of samples x samples lookups, spread evenly over a pixel of the picture. */
  private void mean(
      RgbImage photo, int x, int y, double scale, int samples, float[] sample, float[] mean) {
    Arrays.fill(mean, 0);
    for (int i = 0; i < samples * samples; i++) {
      double px = left + scale * (x + (i % samples + .5) / samples);
      double py = top + scale * (y + (i / samples + .5) / samples);
      Bilinear.read(photo, (float) px, (float) py, sample, 0);
      for (int c = 0; c < 3; c++) {
        mean[c] += sample[c] / (samples * samples);
      }
    }
  }
}
