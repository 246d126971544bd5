package dev.relievo.evaluate;

import dev.relievo.image.RgbImage;
import dev.relievo.nn.Detection;
import dev.relievo.nn.FaceDetector;
import java.util.List;
import java.util.Random;

/** Frames without a face, to count false alarms on. */
final class FacelessImages {

  /** A level of one channel of a pixel, 0 to 255; anything outside is clipped. */
  @FunctionalInterface
  private interface Pattern {
    double at(int x, int y, int channel);
  }

  private FacelessImages() {}

  /** Noise, a gradient, stripes, and skin-coloured discs with dark spots. */
  static List<RgbImage> synthetic(int width, int height, int seed) {
    Random random = new Random(seed);
    double angle = random.nextDouble() * Math.PI;
    double period = 4 + random.nextInt(60);
    int pitch = 60 + random.nextInt(200);
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return List.of(
        draw(width, height, (x, y, k) -> random.nextInt(256)),
        draw(width, height, (x, y, k) -> 128 + (c * x + s * y) * (0.1 + 0.05 * k)),
        draw(
            width,
            height,
            (x, y, k) -> 128 + 100 * Math.sin(2 * Math.PI * (c * x + s * y) / period + k)),
        draw(width, height, (x, y, k) -> disc(x % pitch, y % pitch, pitch, k)));
  }

  /** A disc of skin colour with two dark spots: less than a face. */
  private static double disc(int x, int y, int pitch, int channel) {
    double u = 2.0 * x / pitch - 1;
    double v = 2.0 * y / pitch - 1;
    double spot = Math.hypot(Math.abs(u) - 0.3, v + 0.1);
    double[] skin = {224, 172, 140};
    if (spot < 0.08) {
      return 30;
    }
    return Math.hypot(u, v) < 0.8 ? skin[channel] : 90;
  }

  /** A photograph turned upside down, its face hidden under copies of what lies left of it. */
  static RgbImage background(FaceDetector detector, RgbImage photo, int seed) {
    RgbImage out = new RgbImage(photo.width(), photo.height());
    for (int y = 0; y < out.height(); y++) {
      System.arraycopy(
          photo.data(),
          3 * y * out.width(),
          out.data(),
          3 * (out.height() - 1 - y) * out.width(),
          3 * out.width());
    }
    for (Detection face : detector.boxes(List.of(photo)).get(0)) {
      cover(out, face, new Random(seed));
    }
    return out;
  }

  private static void cover(RgbImage upsideDown, Detection face, Random random) {
    int margin = (int) (face.width() * (0.3 + 0.2 * random.nextDouble()));
    int w = upsideDown.width();
    int h = upsideDown.height();
    int bottom = (int) Math.min(h, h - face.y() + 2 * margin);
    int top = (int) Math.max(0, h - face.y() - face.height() - margin);
    int left = (int) Math.max(0, face.x() - margin);
    int right = (int) Math.min(w, face.x() + face.width() + margin);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int from = 3 * ((y - top) % h * w + (x - left) % Math.max(1, left));
        System.arraycopy(upsideDown.data(), from, upsideDown.data(), 3 * (y * w + x), 3);
      }
    }
  }

  private static RgbImage draw(int width, int height, Pattern pattern) {
    RgbImage out = new RgbImage(width, height);
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int k = 0; k < 3; k++) {
          out.data()[i++] = (byte) Math.max(0, Math.min(255, pattern.at(x, y, k)));
        }
      }
    }
    return out;
  }
}
