package dev.relievo.image;

/**
 * An 8-bit sRGB image in memory.
 *
 * @param width pixels
 * @param height pixels
 * @param data height x width x 3, red first, 0 to 255; origin top left; not copied
 */
public record RgbImage(int width, int height, byte[] data) {

  /** Checks that the array holds exactly the pixels. */
  public RgbImage {
    if (width < 1
        || height < 1
        || data.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          "an RGB image of "
              + width
              + " x "
              + height
              + " pixels does not have "
              + data.length
              + " bytes");
    }
  }

  /** A black image. */
  public RgbImage(int width, int height) {
    this(width, height, new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)]);
  }
}
