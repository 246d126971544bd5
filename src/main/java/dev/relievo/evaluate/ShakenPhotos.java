package dev.relievo.evaluate;

import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.record.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Clips of a photograph at rest: each frame is the photograph shifted by up to half a pixel, turned
 * and scaled by as little, with its own noise, through JPEG.
 */
final class ShakenPhotos {

  private static final int FRAMES = 40;
  private static final int LARGEST = 640;
  private static final double SHIFT = 0.5;
  private static final double TURN = Math.toRadians(0.1);
  private static final double SCALE = 0.001;
  private static final double NOISE = 1.5;

  private ShakenPhotos() {}

  /** The clip of a photograph. */
  static VideoClip of(RgbImage photo, int number, long seed) {
    Random random = new Random(seed + 101L * number);
    RgbImage picture = photo;
    while (Math.max(picture.width(), picture.height()) >= 2 * LARGEST) {
      picture = Halving.halve(picture);
    }
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      frames.add(VideoClip.frame("photo-" + number, i, shaken(picture, random), null));
    }
    return new VideoClip("shaken", frames, FRAMES, List.of());
  }

  private static RgbImage shaken(RgbImage photo, Random random) {
    double scale = 1 + SCALE * either(random), turn = TURN * either(random);
    double cx = photo.width() / 2.0, cy = photo.height() / 2.0;
    double c = scale * Math.cos(turn), s = scale * Math.sin(turn);
    double x = cx - c * cx + s * cy + SHIFT * either(random);
    double y = cy - s * cx - c * cy + SHIFT * either(random);
    RgbImage out = new RgbImage(photo.width(), photo.height());
    float[] row = new float[out.data().length];
    new Warp(photo, new SimilarityTransform(scale, turn, x, y), Warp.Border.REPLICATE, 1, 0)
        .sample(photo.width(), photo.height(), row, 0, 3 * photo.width());
    for (int i = 0; i < row.length; i++) {
      long noisy = Math.round(row[i] + NOISE * random.nextGaussian());
      out.data()[i] = (byte) Math.max(0, Math.min(255, noisy));
    }
    return out;
  }

  private static double either(Random random) {
    return 2 * random.nextDouble() - 1;
  }
}
