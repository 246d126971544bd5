package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * How good a model's chart is.
 *
 * @param flipped triangles that are turned over or have no area in the chart
 * @param used share of the chart that is covered
 * @param texels mm per texel at 256 on the mean face, at the 5th, 50th and 95th percentile of the
 *     skin's area
 * @param random the same over random faces: percentiles of all of them together
 */
public record ChartReport(int flipped, double used, double[] texels, double[] random) {

  private static final int SIZE = MorphableModel.REGION_MAP_SIZE;

  /**
   * Measures.
   *
   * @param faces random faces
   * @param seed of these
   */
  public static ChartReport of(MorphableModel model, int faces, long seed) {
    double[] uv = Triangles.widen(model.uv());
    int[] t = model.triangles();
    int flipped = 0;
    double used = 0;
    for (int i = 0; i < t.length; i += 3) {
      double area = -Triangles.signedArea(uv, t[i], t[i + 1], t[i + 2]);
      flipped += area <= 0 ? 1 : 0;
      used += .5 * Math.abs(area);
    }
    float[] none = new float[0];
    Random random = new Random(seed);
    TexelSizes mean = new TexelSizes(model, uv, 1);
    mean.add(model.shape(none, none, none));
    TexelSizes all = new TexelSizes(model, uv, faces);
    for (int face = 0; face < faces; face++) {
      all.add(randomFace(model, random));
    }
    return new ChartReport(flipped, used, mean.percentiles(), all.percentiles());
  }

  private static float[] randomFace(MorphableModel model, Random random) {
    float[] identity = new float[model.identityCount()];
    float[] corrective = new float[model.correctiveCount()];
    for (float[] block : new float[][] {identity, corrective}) {
      for (int k = 0; k < block.length; k++) {
        block[k] = (float) random.nextGaussian();
      }
    }
    return model.shape(identity, corrective, new float[0]);
  }

  /** Draws the chart's triangles over its regions as a PNG. */
  public static void draw(MorphableModel model, Path file) throws IOException {
    int[] colours = {0xe6c9b4, 0x9db8e8, 0xa98a6c, 0xb9d8a6, 0xe69a94, 0xf2e2a0};
    int side = 4 * SIZE;
    RgbImage image = new RgbImage(side, side);
    for (int p = 0; p < side * side; p++) {
      byte bits = model.regionMap()[p / side / 4 * SIZE + p % side / 4];
      int colour = 0xffffff;
      for (int k = 0; k < colours.length; k++) {
        colour = (bits >> k & 1) != 0 ? colours[k] : colour;
      }
      paint(image, p % side, p / side, colour);
    }
    int[] t = model.triangles();
    for (int i = 0; i < t.length; i++) {
      line(image, model.uv(), t[i], t[i % 3 == 2 ? i - 2 : i + 1]);
    }
    Files.write(file, ImageEncoder.png(image));
  }

  private static void line(RgbImage image, float[] uv, int a, int b) {
    double x0 = uv[2 * a] * image.width(), y0 = uv[2 * a + 1] * image.width();
    double dx = uv[2 * b] * image.width() - x0, dy = uv[2 * b + 1] * image.width() - y0;
    int steps = (int) Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))) + 1;
    for (int s = 0; s <= steps; s++) {
      paint(image, (int) (x0 + dx * s / steps), (int) (y0 + dy * s / steps), 0x505050);
    }
  }

  private static void paint(RgbImage image, int x, int y, int rgb) {
    for (int c = 0; c < 3; c++) {
      image.data()[3 * (y * image.width() + x) + c] = (byte) (rgb >> 16 - 8 * c);
    }
  }
}
