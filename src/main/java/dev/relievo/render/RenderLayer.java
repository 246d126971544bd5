package dev.relievo.render;

import dev.relievo.image.RgbImage;

/**
 * A picture with coverage, to be laid over another.
 *
 * @param image sRGB; black where nothing is drawn
 * @param coverage height x width, 0 nothing to 255 covered; colours are not multiplied by it
 */
public record RenderLayer(RgbImage image, byte[] coverage) {

  /** Checks that both have the same pixels. */
  public RenderLayer {
    if (coverage.length != image.width() * image.height()) {
      throw new IllegalArgumentException("a layer's coverage does not match its image");
    }
  }

  /** The layer over a background of the same size. */
  public RgbImage over(RgbImage background) {
    byte[] back = background.data();
    if (back.length != image.data().length || background.width() != image.width()) {
      throw new IllegalArgumentException("a layer and its background differ in size");
    }
    RgbImage out = new RgbImage(image.width(), image.height());
    for (int p = 0, i = 0; p < coverage.length; p++) {
      int alpha = coverage[p] & 0xff;
      for (int end = i + 3; i < end; i++) {
        int front = image.data()[i] & 0xff, behind = back[i] & 0xff;
        out.data()[i] = (byte) ((front * alpha + behind * (255 - alpha) + 127) / 255);
      }
    }
    return out;
  }

  /** The layer over one colour, 0xRRGGBB. */
  public RgbImage over(int rgb) {
    RgbImage background = new RgbImage(image.width(), image.height());
    for (int i = 0; i < background.data().length; i += 3) {
      background.data()[i] = (byte) (rgb >> 16);
      background.data()[i + 1] = (byte) (rgb >> 8);
      background.data()[i + 2] = (byte) rgb;
    }
    return over(background);
  }

  /**
   * The layer, less opaque.
   *
   * @param opacity 0 to 1
   */
  public RenderLayer faded(double opacity) {
    byte[] faded = new byte[coverage.length];
    for (int p = 0; p < faded.length; p++) {
      faded[p] = (byte) Math.round((coverage[p] & 0xff) * opacity);
    }
    return new RenderLayer(image, faded);
  }

  /**
   * The layer at half its size, each pixel the mean of four: draw at twice the size to have smooth
   * edges.
   */
  public RenderLayer halved() {
    int width = image.width() / 2, height = image.height() / 2;
    RenderLayer out = new RenderLayer(new RgbImage(width, height), new byte[width * height]);
    for (int y = 0, p = 0; y < height; y++) {
      for (int x = 0; x < width; x++, p++) {
        halve(2 * y * image.width() + 2 * x, p, out);
      }
    }
    return out;
  }

  private void halve(int from, int to, RenderLayer out) {
    int[] block = {from, from + 1, from + image.width(), from + image.width() + 1};
    int alpha = 0, red = 0, green = 0, blue = 0;
    for (int p : block) {
      int a = coverage[p] & 0xff;
      alpha += a;
      red += a * (image.data()[3 * p] & 0xff);
      green += a * (image.data()[3 * p + 1] & 0xff);
      blue += a * (image.data()[3 * p + 2] & 0xff);
    }
    if (alpha > 0) {
      out.coverage[to] = (byte) ((alpha + 2) / 4);
      out.image.data()[3 * to] = (byte) (red / alpha);
      out.image.data()[3 * to + 1] = (byte) (green / alpha);
      out.image.data()[3 * to + 2] = (byte) (blue / alpha);
    }
  }
}
