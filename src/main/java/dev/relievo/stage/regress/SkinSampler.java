package dev.relievo.stage.regress;

import dev.relievo.image.Bilinear;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.FaceView;

/** Reads the colours of visible skin, as a whole {@link FaceView} sees it. */
final class SkinSampler {

  /** Samples are means over about this many millimetres: pores and noise are not light. */
  private static final double PATCH = 2.5;

  private final int[] vertices;

  SkinSampler(SkinAlbedo skin) {
    vertices = skin.vertices();
  }

  SkinSamples sample(FaceView view, RgbImage crop) {
    RgbImage image = crop;
    float scale = 1;
    double pixels = view.pixelsPerMillimetre();
    while (pixels * scale * PATCH > 1.5 && image.width() > 8) {
      image = Halving.halve(image);
      scale /= 2;
    }
    SkinSamples out = SkinSamples.room(vertices.length);
    int n = 0;
    for (int point = 0; point < vertices.length; point++) {
      int v = 3 * vertices[point];
      float weight = weight(view, v);
      if (weight > 0) {
        out.points()[n] = point;
        out.weights()[n] = weight;
        System.arraycopy(view.normals(), v, out.normals(), 3 * n, 3);
        float[] p = view.pixels();
        Bilinear.readLinear(image, p[v] * scale, p[v + 1] * scale, out.colours(), 3 * n);
        n++;
      }
    }
    return out.filled(n);
  }

  private static float weight(FaceView view, int i) {
    float[] p = view.pixels(), x = view.vertices(), n = view.normals();
    float cosine = FaceView.facing(x[i], x[i + 1], x[i + 2], n[i], n[i + 1], n[i + 2]);
    float weight = SkinSamples.weight(cosine);
    return weight > 0 && view.sees(p[i], p[i + 1], p[i + 2]) ? weight : 0;
  }
}
