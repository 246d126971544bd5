package dev.relievo.model;

import dev.relievo.face.Camera;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.render.FaceRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A picture of a model's albedo on its mean face, without light: the mean and the first components
 * at -2 and +2 standard deviations, then random faces of the prior.
 */
public final class AlbedoSheet {

  private static final int COLUMNS = 9;
  private static final int CELL = 200;

  private AlbedoSheet() {}

  /** Draws the sheet as a PNG. */
  public static void write(MorphableModel model, long seed, Path file) throws IOException {
    RgbImage sheet = new RgbImage(COLUMNS * CELL, 2 * CELL);
    FaceRenderer renderer = new FaceRenderer(model.triangles());
    float[] mean = model.shape(new float[0], new float[0], new float[0]);
    renderer.place(
        mean, Pose.frontal(700), new Camera(3.0 * CELL, CELL / 2.0, 0.42 * CELL), CELL, CELL);
    Random random = new Random(seed);
    for (int i = 0; i < 2 * COLUMNS; i++) {
      float[] coefficients = new float[model.albedoCount()];
      if (i >= COLUMNS) {
        for (int k = 0; k < coefficients.length; k++) {
          coefficients[k] = (float) random.nextGaussian();
        }
      } else if (i > 0 && (i - 1) / 2 < coefficients.length) {
        coefficients[(i - 1) / 2] = i % 2 == 1 ? -2 : 2;
      }
      RgbImage face =
          renderer.lit(model.albedo(coefficients), Illumination.ambient()).over(0xffffff);
      for (int y = 0; y < CELL; y++) {
        int to = ((i / COLUMNS * CELL + y) * COLUMNS + i % COLUMNS) * CELL;
        System.arraycopy(face.data(), 3 * y * CELL, sheet.data(), 3 * to, 3 * CELL);
      }
    }
    Files.write(file, ImageEncoder.png(sheet));
  }
}
