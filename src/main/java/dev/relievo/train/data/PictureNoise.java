package dev.relievo.train.data;

import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What cameras and files do to a picture, and patches over it. Belongs to one thread. */
final class PictureNoise {

  private static final double LOWEST_GAIN = 0.8;
  private static final double HIGHEST_GAIN = 1.2;
  private static final double GAMMA = 0.15;
  private static final double BLURRED = 0.25;
  private static final double GRAINY = 0.4;
  private static final double MOST_GRAIN = 0.03;
  private static final double COMPRESSED = 0.1;
  private static final double PATCHED = 0.3;
  private static final double PATCHED_RENDERING = 0.08;
  private static final int CURVE = 1024;
  private static final int TABLE = 1 << 16;

  /** Exponent between sRGB and linear light, about. */
  private static final double DISPLAY_GAMMA = 2.2;

  private final int size;
  private final int plane;
  private final float[] curve = new float[CURVE + 1];
  private final float[] gaussian = new float[TABLE];
  private final float[] line;

  /** For pictures of this side. */
  PictureNoise(int size) {
    this.size = size;
    plane = size * size;
    line = new float[size];
    RandomGenerator r = new SplittableRandom(1);
    for (int i = 0; i < TABLE; i++) {
      gaussian[i] = (float) r.nextGaussian();
    }
  }

  /**
   * Spoils a picture of a batch.
   *
   * @param photograph whether patches should be frequent: renderings have occluders of their own
   * @return per channel, by what the light became stronger, linear
   */
  float[] apply(RandomGenerator r, boolean photograph, TrainingBatch out, int slot) {
    int at = slot * 3 * plane;
    if (r.nextDouble() < (photograph ? PATCHED : PATCHED_RENDERING)) {
      for (int n = 1 + r.nextInt(3); n > 0; n--) {
        patch(r, out.images(), at, out.visible(), slot * plane);
      }
    }
    if (r.nextDouble() < BLURRED) {
      blur(out.images(), at, (float) r.nextDouble(0.05, 0.3));
    }
    float[] gains = colours(r, out.images(), at);
    if (r.nextDouble() < GRAINY) {
      grain(r, out.images(), at);
    }
    if (r.nextDouble() < COMPRESSED) {
      compress(30 + r.nextInt(65), out.images(), at);
    }
    return gains;
  }

  private float[] colours(RandomGenerator r, float[] image, int at) {
    double gamma = Math.exp(GAMMA * r.nextGaussian());
    double common = r.nextDouble(LOWEST_GAIN, HIGHEST_GAIN);
    float[] gains = new float[3];
    for (int c = 0; c < 3; c++) {
      // Half of the gain is of one colour, half of all.
      double gain = 0.5 * (common + r.nextDouble(LOWEST_GAIN, HIGHEST_GAIN));
      gains[c] = (float) Math.pow(gain, DISPLAY_GAMMA);
      for (int i = 0; i <= CURVE; i++) {
        curve[i] = (float) Math.min(1, gain * Math.pow((double) i / CURVE, gamma));
      }
      for (int i = at + c * plane; i < at + (c + 1) * plane; i++) {
        float x = Math.max(0, Math.min(1, image[i])) * CURVE;
        int k = Math.min(CURVE - 1, (int) x);
        image[i] = curve[k] + (x - k) * (curve[k + 1] - curve[k]);
      }
    }
    return gains;
  }

  private void grain(RandomGenerator r, float[] image, int at) {
    float strength = (float) (MOST_GRAIN * r.nextDouble() * r.nextDouble());
    int k = r.nextInt(TABLE), step = 1 + 2 * r.nextInt(500);
    for (int i = at; i < at + 3 * plane; i++, k += step) {
      float v = image[i] + strength * gaussian[k & TABLE - 1];
      image[i] = Math.max(0, Math.min(1, v));
    }
  }

  /** Three taps each way: w, 1 - 2 w, w. */
  private void blur(float[] image, int at, float w) {
    for (int c = 0; c < 3; c++) {
      int from = at + c * plane;
      for (int k = 0; k < size; k++) {
        blur(image, from + k * size, 1, w);
      }
      for (int k = 0; k < size; k++) {
        blur(image, from + k, size, w);
      }
    }
  }

  private void blur(float[] image, int at, int step, float w) {
    for (int i = 0; i < size; i++) {
      line[i] = image[at + i * step];
    }
    for (int i = 0; i < size; i++) {
      float before = line[Math.max(0, i - 1)], after = line[Math.min(size - 1, i + 1)];
      image[at + i * step] = line[i] + w * (before + after - 2 * line[i]);
    }
  }

  private void compress(int quality, float[] image, int at) {
    RgbImage picture = new RgbImage(size, size);
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        picture.data()[3 * i + c] = (byte) (255 * image[at + c * plane + i] + 0.5f);
      }
    }
    byte[] d = reread(picture, quality).data();
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        image[at + c * plane + i] = (d[3 * i + c] & 0xff) / 255f;
      }
    }
  }

  /** A picture after it was written as JPEG. */
  static RgbImage reread(RgbImage picture, int quality) {
    try {
      return ImageDecoder.decode(ByteBuffer.wrap(ImageEncoder.jpeg(picture, quality)));
    } catch (ImageRejectedException e) {
      throw new IllegalStateException("a picture just encoded cannot be decoded", e);
    }
  }

  /** An ellipse or a turned rectangle of one colour or of grain; what it hides is not visible. */
  private void patch(RandomGenerator r, float[] image, int at, float[] visible, int mask) {
    double x = size * r.nextDouble(), y = size * r.nextDouble();
    double a = size * r.nextDouble(0.04, 0.2), b = size * r.nextDouble(0.04, 0.2);
    double angle = Math.PI * r.nextDouble(), cos = Math.cos(angle), sin = Math.sin(angle);
    boolean round = r.nextBoolean();
    float grain = r.nextBoolean() ? 0 : (float) r.nextDouble(0.05, 0.3);
    int key = r.nextInt(TABLE);
    float[] colour = colour(r, image, at);
    double reach = Math.hypot(a, b);
    int top = (int) Math.max(0, y - reach), bottom = (int) Math.min(size - 1, y + reach);
    int left = (int) Math.max(0, x - reach), right = (int) Math.min(size - 1, x + reach);
    for (int py = top; py <= bottom; py++) {
      for (int px = left; px <= right; px++) {
        double dx = px + 0.5 - x, dy = py + 0.5 - y;
        double u = (cos * dx + sin * dy) / a, v = (cos * dy - sin * dx) / b;
        if (round ? u * u + v * v < 1 : Math.abs(u) < 1 && Math.abs(v) < 1) {
          int p = py * size + px;
          visible[mask + p] = 0;
          float g = grain * gaussian[key + 31 * p & TABLE - 1];
          for (int c = 0; c < 3; c++) {
            image[at + c * plane + p] = Math.max(0, Math.min(1, colour[c] + g));
          }
        }
      }
    }
  }

  /** Any colour, or one of the picture's own. */
  private float[] colour(RandomGenerator r, float[] image, int at) {
    int p = r.nextInt(plane);
    boolean own = r.nextBoolean();
    float[] out = new float[3];
    for (int c = 0; c < 3; c++) {
      out[c] = own ? image[at + c * plane + p] : r.nextFloat();
    }
    return out;
  }
}
