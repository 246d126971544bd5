package dev.relievo.evaluate;

import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.render.FaceRenderer;
import dev.relievo.render.Rasterizer;
import java.util.Arrays;
import java.util.Collection;

/**
 * How well lit renderings explain the same pixels of a crop: of those where each of several faces
 * shows skin (no eyes, brows, lips), the mean absolute difference, sRGB in 0 to 1. One mask for
 * all, so that no face gains by being small.
 */
final class SkinDifference {

  /** Side of the pictures that are compared. */
  private static final int SIZE = 160;

  private static final int LEAST_PIXELS = 200;

  private final MorphableModel model;
  private final FaceRenderer renderer;
  private final boolean[] skin;

  SkinDifference(MorphableModel model) {
    this.model = model;
    renderer = new FaceRenderer(model.triangles());
    skin = new boolean[model.triangles().length / 3];
    int other = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
    for (int t = 0; t < skin.length; t++) {
      skin[t] = model.parts()[t] == MorphableModel.SKIN;
      for (int k = 0; k < 3; k++) {
        byte region = model.regions()[model.triangles()[3 * t + k]];
        skin[t] &= Region.SKIN.in(region) && (region & other) == 0;
      }
    }
  }

  /**
   * Compares faces with their crop.
   *
   * @param crop square
   * @param camera of the crop
   * @param faces in the frame's camera
   * @return an error a face, in order; null where there are too few shared pixels
   */
  double[] of(RgbImage crop, CropCamera camera, Collection<FaceParameters> faces) {
    RgbImage picture = resample(crop);
    CropCamera view = camera.resized(SIZE);
    boolean[] mask = new boolean[SIZE * SIZE];
    Arrays.fill(mask, true);
    RgbImage[] renderings = new RgbImage[faces.size()];
    int n = 0;
    for (FaceParameters face : faces) {
      FaceParameters placed = view.toCrop(face);
      renderer.place(model.shape(placed), placed.pose(), view.camera(), SIZE, SIZE);
      Rasterizer visible = renderer.visible();
      for (int p = 0; p < mask.length; p++) {
        int triangle = visible.triangle(p);
        mask[p] &= triangle != Rasterizer.NONE && skin[triangle];
      }
      renderings[n++] = renderer.lit(model.albedo(placed.albedo()), placed.illumination()).image();
    }
    double[] errors = new double[n];
    int count = 0;
    for (int p = 0; p < mask.length; p++) {
      if (mask[p]) {
        count++;
        for (int i = 0; i < n; i++) {
          errors[i] += difference(picture, renderings[i], p);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      errors[i] /= 3.0 * 255 * Math.max(1, count);
    }
    return count < LEAST_PIXELS ? null : errors;
  }

  private static int difference(RgbImage a, RgbImage b, int pixel) {
    int sum = 0;
    for (int i = 3 * pixel; i < 3 * pixel + 3; i++) {
      sum += Math.abs((a.data()[i] & 255) - (b.data()[i] & 255));
    }
    return sum;
  }

  private static RgbImage resample(RgbImage crop) {
    RgbImage image = crop;
    double step = (double) crop.width() / SIZE;
    while (step >= 1.5) {
      image = Halving.halve(image);
      step /= 2;
    }
    return Warp.crop(image, new SimilarityTransform(step, 0, 0, 0), SIZE);
  }
}
