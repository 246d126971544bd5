package dev.relievo.train.data;

import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;
import dev.relievo.image.Warp;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Turns a scene into the file that a camera would have written: resolution, tone, grain, JPEG; and
 * perhaps somebody sharpened that and saved it again.
 */
public final class Film {

  private static final int TABLE = 1 << 16;
  private static final double SOFT = 0.45;
  private static final double COMPRESSED = 0.7;

  /** Of the mask that is taken off to sharpen: standard deviation, pixels, and how much of it. */
  private static final double LEAST_RADIUS = 0.6;

  private static final double MOST_RADIUS = 2;
  private static final double LEAST_AMOUNT = 0.3;
  private static final double MOST_AMOUNT = 1.8;
  private final float[] gaussian = new float[TABLE];
  private final double lowestResolution;
  private final int lowestQuality;
  private final double grain;
  private final double sharpened;

  /**
   * A camera and its files.
   *
   * @param lowestResolution of those pictures that are not sharp, parts of the pixels a side
   * @param lowestQuality of JPEG, 1 to 95
   * @param grain largest deviation of its grain, of 255
   * @param sharpened share of pictures that are, 0 to 1
   */
  public Film(double lowestResolution, int lowestQuality, double grain, double sharpened) {
    this.grain = grain;
    this.sharpened = sharpened;
    this.lowestResolution = lowestResolution;
    this.lowestQuality = lowestQuality;
    RandomGenerator r = new SplittableRandom(2);
    for (int i = 0; i < TABLE; i++) {
      gaussian[i] = (float) r.nextGaussian();
    }
  }

  /** Any camera: down to a quarter of the resolution, and files of poor quality. */
  static Film any() {
    return new Film(0.25, 30, 9, 0);
  }

  /**
   * Develops a scene.
   *
   * @param gains 3, on linear light
   */
  public RgbImage develop(RandomGenerator r, Scene scene, float[] gains) {
    int n = scene.size();
    RgbImage image = new RgbImage(n, n);
    byte[] tone = tone(r);
    for (int i = 0; i < image.data().length; i++) {
      byte code = SRgb.fromLinear(gains[i % 3] * scene.colours()[i]);
      image.data()[i] = tone[code & 0xff];
    }
    if (r.nextDouble() < SOFT) {
      image = soften(image, Math.pow(lowestResolution, r.nextDouble()));
    }
    grain(r, image.data());
    image = file(r, image);
    if (sharpened > 0 && r.nextDouble() < sharpened) {
      double radius = LEAST_RADIUS * Math.pow(MOST_RADIUS / LEAST_RADIUS, r.nextDouble());
      image = file(r, UnsharpMask.apply(image, radius, r.nextDouble(LEAST_AMOUNT, MOST_AMOUNT)));
    }
    return image;
  }

  private RgbImage file(RandomGenerator r, RgbImage image) {
    return r.nextDouble() < COMPRESSED
        ? PictureNoise.reread(image, lowestQuality + r.nextInt(96 - lowestQuality))
        : image;
  }

  private static byte[] tone(RandomGenerator r) {
    double gamma = Math.exp(0.1 * r.nextGaussian());
    byte[] out = new byte[256];
    for (int i = 0; i < 256; i++) {
      out[i] = (byte) Math.round(255 * Math.pow(i / 255.0, gamma));
    }
    return out;
  }

  /** Down to a part of the resolution and up again. */
  private static RgbImage soften(RgbImage image, double part) {
    int small = Math.max(8, (int) Math.round(part * image.width()));
    RgbImage from = image;
    double scale = (double) image.width() / small;
    while (scale > 1.5) {
      from = Halving.halve(from);
      scale /= 2;
    }
    RgbImage low = Warp.crop(from, new SimilarityTransform(scale, 0, 0, 0), small);
    double up = (double) small / image.width();
    return Warp.crop(low, new SimilarityTransform(up, 0, 0, 0), image.width());
  }

  private void grain(RandomGenerator r, byte[] data) {
    float strength = (float) (grain * r.nextDouble() * r.nextDouble());
    int k = r.nextInt(TABLE), step = 1 + 2 * r.nextInt(500);
    for (int i = 0; i < data.length; i++, k += step) {
      float v = (data[i] & 0xff) + strength * gaussian[k & TABLE - 1] + 0.5f;
      data[i] = (byte) Math.max(0, Math.min(255, v));
    }
  }
}
