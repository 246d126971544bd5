package dev.relievo.stage.regress;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.image.Bilinear;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.FaceView;
import java.util.Arrays;

/** Reads the colours of visible skin at the vertices of the model's lighter level. */
final class SkinSampler {

  /** Below this cosine a surface shows more of its neighbours than of itself. */
  private static final float GRAZING = 0.2f;

  private static final float FULL = 0.5f;

  /** Samples are means over about this many millimetres: pores and noise are not light. */
  private static final double PATCH = 2.5;

  private final int[] candidates;

  SkinSampler(MorphableModel model) {
    candidates = skin(model);
  }

  /** Vertices of the lighter level that are plain skin: no eyes, brows or lips. */
  static int[] skin(MorphableModel model) {
    int[] chosen = new int[model.controlCount()];
    int n = 0;
    int other = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
    for (int v = 0; v < chosen.length; v++) {
      byte region = model.regions()[v];
      if (Region.SKIN.in(region) && (region & other) == 0) {
        chosen[n++] = v;
      }
    }
    return Arrays.copyOf(chosen, n);
  }

  SkinSamples sample(FaceView view, RgbImage crop) {
    RgbImage image = crop;
    float scale = 1;
    double pixels = view.pixelsPerMillimetre();
    while (pixels * scale * PATCH > 1.5 && image.width() > 8) {
      image = Halving.halve(image);
      scale /= 2;
    }
    int[] vertices = new int[candidates.length];
    float[] colours = new float[3 * candidates.length];
    float[] normals = new float[3 * candidates.length];
    float[] weights = new float[candidates.length];
    int n = 0;
    for (int v : candidates) {
      float weight = weight(view, v);
      if (weight > 0) {
        vertices[n] = v;
        weights[n] = weight;
        System.arraycopy(view.normals(), 3 * v, normals, 3 * n, 3);
        float[] p = view.pixels();
        Bilinear.readLinear(image, p[3 * v] * scale, p[3 * v + 1] * scale, colours, 3 * n);
        n++;
      }
    }
    return new SkinSamples(
        Arrays.copyOf(vertices, n),
        Arrays.copyOf(colours, 3 * n),
        Arrays.copyOf(normals, 3 * n),
        Arrays.copyOf(weights, n));
  }

  private static float weight(FaceView view, int v) {
    float[] p = view.pixels(), x = view.vertices(), n = view.normals();
    int i = 3 * v;
    float cosine = FaceView.facing(x[i], x[i + 1], x[i + 2], n[i], n[i + 1], n[i + 2]);
    if (cosine < GRAZING || !view.sees(p[i], p[i + 1], p[i + 2])) {
      return 0;
    }
    return Math.min(1, (cosine - GRAZING) / (FULL - GRAZING));
  }
}
