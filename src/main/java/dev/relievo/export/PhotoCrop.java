package dev.relievo.export;

import dev.relievo.image.RgbImage;
import dev.relievo.render.Textures;
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
    int[] sum = new int[3];
    byte[] colour = new byte[3];
    for (int y = 0, o = 0; y < size; y++) {
      for (int x = 0; x < size; x++, o += 3) {
        mean(photo, x, y, scale(size), samples, sum, colour);
        System.arraycopy(colour, 0, out.data(), o, 3);
      }
    }
    return out;
  }

  /** The mean of samples x samples lookups, spread evenly over a pixel of the picture. */
  private void mean(
      RgbImage photo, int x, int y, double scale, int samples, int[] sum, byte[] colour) {
    Arrays.fill(sum, 0);
    for (int i = 0; i < samples * samples; i++) {
      double px = left + scale * (x + (i % samples + .5) / samples);
      double py = top + scale * (y + (i / samples + .5) / samples);
      float u = (float) (px / photo.width()), v = (float) (py / photo.height());
      Textures.sample(photo, u, v, colour, 0);
      for (int c = 0; c < 3; c++) {
        sum[c] += colour[c] & 0xff;
      }
    }
    for (int c = 0; c < 3; c++) {
      colour[c] = (byte) ((sum[c] + samples * samples / 2) / (samples * samples));
    }
  }
}
