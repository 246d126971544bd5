package dev.relievo.evaluate;

import dev.relievo.face.CropCamera;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;

/**
 * A face's skin in its crop, rendered with the coefficients' own albedo and light, pixel by pixel:
 * once with the coarse mesh's normals, and once with those that relief tilts by any factor (-1
 * turns valleys into ridges). An instance belongs to one thread.
 */
final class ReliefShading {

  /** Cosine between normal and view from which on a pixel counts. */
  private static final float GRAZING = 0.3f;

  private final SkinCharts charts;
  private final MorphableModel model;
  private final FacePixels face;
  private final float[] basis = new float[Illumination.BANDS];

  ReliefShading(SkinCharts charts) {
    this.charts = charts;
    model = charts.model();
    face = new FacePixels(charts);
  }

  /**
   * Renderings of one face of one crop.
   *
   * @param side pixels
   * @param skin side x side: 1 where it shows skin, else 0
   * @param count pixels of skin
   * @param pixelsPerMillimetre on the face, where it looks at the camera
   * @param images renderings in the order asked for, side x side x 3, sRGB in 0 to 1; 0 where no
   *     skin is
   */
  record Renderings(
      int side, float[] skin, int count, double pixelsPerMillimetre, float[][] images) {}

  /**
   * Renders.
   *
   * @param who in the frame's camera
   * @param factors of the relief, a rendering each
   */
  Renderings draw(FaceParameters who, DisplacementMap relief, CropCamera camera, float... factors) {
    FaceParameters placed = camera.toCrop(who);
    int side = camera.size();
    face.place(model.shape(placed), placed.pose(), camera.camera(), side, side);
    UvField tilt =
        SurfaceGradient.tilt(
            charts.chart(relief.size()), model.uv(), face.vertices(), relief.millimetres());
    float[] albedo = model.albedo(placed.albedo());
    float[] skin = new float[side * side];
    float[][] images = new float[factors.length][3 * side * side];
    float[] normal = new float[3], bend = new float[3], colour = new float[3], view = new float[3];
    int count = 0;
    for (int p = 0; p < skin.length; p++) {
      if (!face.at(p) || !face.isSkin()) {
        continue;
      }
      face.normal(normal);
      face.toCamera(view);
      if (FacePixels.dot(normal, view) <= GRAZING) {
        continue;
      }
      skin[p] = 1;
      count++;
      tilt.read(face.u(), face.v(), bend);
      face.interpolate(albedo, colour);
      for (int i = 0; i < factors.length; i++) {
        shade(normal, bend, factors[i], colour, placed.illumination(), images[i], 3 * p);
      }
    }
    double scale = camera.camera().focal() / placed.pose().z();
    return new Renderings(side, skin, count, scale, images);
  }

  private void shade(
      float[] normal,
      float[] bend,
      float factor,
      float[] albedo,
      Illumination light,
      float[] out,
      int at) {
    float x = normal[0] + factor * bend[0];
    float y = normal[1] + factor * bend[1];
    float z = normal[2] + factor * bend[2];
    double scale = 1 / Math.sqrt(x * x + y * y + z * z);
    Illumination.basis(x * scale, y * scale, z * scale, basis, 0);
    for (int c = 0; c < 3; c++) {
      double lit = albedo[c] * Math.max(0, light.irradiance(c, basis, 0));
      out[at + c] = (float) SRgb.encode(lit);
    }
  }

  /** A picture as the renderings are: sRGB in 0 to 1. */
  static float[] values(RgbImage picture) {
    float[] out = new float[picture.data().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (picture.data()[i] & 255) / 255f;
    }
    return out;
  }
}
