package dev.relievo.train.data;

import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;
import dev.relievo.image.Warp;
import java.util.random.RandomGenerator;

/** Backgrounds: a small, out-of-focus piece of a photograph's rim, or a gradient. */
final class Backdrop {

  private static final int SIDE = StoredFace.SIZE;

  private final FaceCache photographs;

  Backdrop(FaceCache photographs) {
    this.photographs = photographs;
  }

  void draw(RandomGenerator r, Scene scene) {
    if (r.nextInt(4) == 0) {
      gradient(r, scene);
    } else {
      photograph(r, scene);
    }
  }

  /** A window at the rim, enlarged and turned about its middle: no face is aligned in it. */
  private void photograph(RandomGenerator r, Scene scene) {
    StoredFace face = photographs.read(r.nextInt(photographs.count()));
    int n = scene.size();
    double window = r.nextDouble(14, 60), scale = window / n;
    double along = r.nextDouble(0, SIDE), in = r.nextDouble(0, 0.5) * window;
    double turn = Math.PI / 2 * r.nextInt(4) + 0.3 * r.nextGaussian();
    boolean left = r.nextBoolean();
    double x = r.nextInt(3) == 0 ? along : left ? in : SIDE - in;
    double y = x == along ? in : along;
    SimilarityTransform about = new SimilarityTransform(scale, turn, 0, 0);
    double half = n / 2.0;
    SimilarityTransform view =
        new SimilarityTransform(
            scale, turn, x - about.applyX(half, half), y - about.applyY(half, half));
    RgbImage piece = Warp.crop(new RgbImage(SIDE, SIDE, face.pixels()), view, n);
    for (int i = 0; i < scene.colours().length; i++) {
      scene.colours()[i] = SRgb.toLinear(piece.data()[i]);
    }
  }

  private static void gradient(RandomGenerator r, Scene scene) {
    int n = scene.size();
    float[] from = colour(r), to = colour(r);
    double angle = 2 * Math.PI * r.nextDouble(), c = Math.cos(angle) / n, s = Math.sin(angle) / n;
    double waves = r.nextBoolean() ? 0 : r.nextDouble(2, 30);
    for (int p = 0; p < n * n; p++) {
      double x = p % n - n / 2.0, y = p / n - n / 2.0;
      double t = 0.5 + c * x + s * y;
      t += waves == 0 ? 0 : 0.25 * Math.sin(waves * (s * x - c * y)) * Math.sin(waves * c * x);
      float k = (float) Math.max(0, Math.min(1, t));
      for (int i = 0; i < 3; i++) {
        scene.colours()[3 * p + i] = from[i] + k * (to[i] - from[i]);
      }
    }
  }

  private static float[] colour(RandomGenerator r) {
    float level = r.nextFloat() * r.nextFloat();
    return new float[] {
      level * (0.6f + r.nextFloat()), level * (0.6f + r.nextFloat()), level * (0.6f + r.nextFloat())
    };
  }
}
