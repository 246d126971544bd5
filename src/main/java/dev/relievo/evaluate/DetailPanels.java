package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Bilinear;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;
import dev.relievo.image.Warp;

/**
 * A face's relief, to be judged by eye: the photograph; the coarse and the detailed shape as
 * plaster under a light from the side; the displacement map, where dark is a valley; the detailed
 * surface's normals (red to the right, green up, blue to the camera); the textured detailed face,
 * turned, under the same light. An instance belongs to one thread.
 */
final class DetailPanels {

  /** Pictures in a row. */
  static final int COUNT = 6;

  private static final int PAPER = 0xf3f1ee;
  private static final float PLASTER = 0.55f;

  /** Relief that the map shows as black, and the other way as white, mm. */
  private static final float RANGE = 0.4f;

  /** The part of a crop that a panel shows. */
  private static final double LEFT = 0.1;

  private static final double TOP = 0.14;
  private static final double SIDE = 0.8;

  private static final double TURN = Math.toRadians(22);
  private static final float[] LIGHT = StudioLights.direction(-1.05, 0.35);
  private static final float[] FILL_LIGHT = StudioLights.direction(0.9, 0);
  private static final float FILL = 0.25f;
  private static final float AMBIENT = 0.06f;

  private final SkinCharts charts;
  private final MorphableModel model;
  private final FacePixels face;
  private final int size;

  /**
   * Panels of a side.
   *
   * @param size pixels
   */
  DetailPanels(SkinCharts charts, int size) {
    this.charts = charts;
    this.size = size;
    model = charts.model();
    face = new FacePixels(charts);
  }

  /** The colour of the pixel that the face is at, given its normal. */
  private interface Paint {
    void colour(float[] normal, float[] linear);
  }

  /**
   * Draws a row.
   *
   * @param who in the frame's camera
   * @param texture in UV
   */
  RgbImage[] draw(
      RgbImage crop,
      CropCamera camera,
      FaceParameters who,
      DisplacementMap relief,
      RgbImage texture) {
    FaceParameters placed = camera.toCrop(who);
    float[] shape = model.shape(placed);
    double scale = SIDE * crop.width() / size;
    Camera view = camera.camera().crop(scale, LEFT * crop.width(), TOP * crop.width());
    DisplacementMap flat = DisplacementMap.flat(relief.size());
    RgbImage coarse = picture(shape, placed.pose(), view, flat, DetailPanels::plaster);
    RgbImage detailed = picture(shape, placed.pose(), view, relief, DetailPanels::plaster);
    RgbImage normals = picture(shape, placed.pose(), view, relief, DetailPanels::normal);
    Pose turned = turned();
    Camera studio = new Camera(size * 2.9, size * 0.5, size * 0.37);
    RgbImage textured =
        picture(shape, turned, studio, relief, (n, out) -> textured(texture, n, out));
    return new RgbImage[] {photo(crop), coarse, detailed, map(relief), normals, textured};
  }

  private RgbImage photo(RgbImage crop) {
    RgbImage image = crop;
    double step = SIDE * crop.width() / size, left = LEFT * crop.width(), top = TOP * crop.width();
    while (step >= 1.5) {
      image = Halving.halve(image);
      step /= 2;
      left /= 2;
      top /= 2;
    }
    return Warp.crop(image, new SimilarityTransform(step, 0, left, top), size);
  }

  private static Pose turned() {
    return Pose.ofRotation(HeadPose.rotation(TURN, 0, 0), 0, 0, 620);
  }

  /** Four samples a pixel over paper. */
  private RgbImage picture(
      float[] shape, Pose pose, Camera camera, DisplacementMap relief, Paint paint) {
    int wide = 2 * size;
    face.place(shape, pose, camera.crop(0.5, 0, 0), wide, wide);
    UvField tilt =
        SurfaceGradient.tilt(
            charts.chart(relief.size()), model.uv(), face.vertices(), relief.millimetres());
    float[] normal = new float[3], bend = new float[3], linear = new float[3];
    RgbImage out = new RgbImage(size, size);
    for (int p = 0; p < size * size; p++) {
      float red = 0, green = 0, blue = 0;
      for (int k = 0; k < 4; k++) {
        if (face.at((2 * (p / size) + (k >> 1)) * wide + 2 * (p % size) + (k & 1))) {
          face.normal(normal);
          tilt.read(face.u(), face.v(), bend);
          for (int i = 0; i < 3; i++) {
            normal[i] += bend[i];
          }
          FacePixels.unit(normal);
          paint.colour(normal, linear);
        } else {
          paper(linear);
        }
        red += linear[0] / 4;
        green += linear[1] / 4;
        blue += linear[2] / 4;
      }
      out.data()[3 * p] = SRgb.fromLinear(red);
      out.data()[3 * p + 1] = SRgb.fromLinear(green);
      out.data()[3 * p + 2] = SRgb.fromLinear(blue);
    }
    return out;
  }

  private static void paper(float[] out) {
    for (int c = 0; c < 3; c++) {
      out[c] = SRgb.toLinear((byte) (PAPER >> 16 - 8 * c));
    }
  }

  private static float light(float[] normal) {
    return AMBIENT
        + Math.max(0, FacePixels.dot(normal, LIGHT))
        + FILL * Math.max(0, FacePixels.dot(normal, FILL_LIGHT));
  }

  private static void plaster(float[] normal, float[] out) {
    out[0] = out[1] = out[2] = PLASTER * light(normal);
  }

  private static void normal(float[] normal, float[] out) {
    out[0] = stored(normal[0]);
    out[1] = stored(-normal[1]);
    out[2] = stored(-normal[2]);
  }

  /** What comes out as the value that a normal map would hold. */
  private static float stored(float component) {
    return SRgb.toLinear((byte) Math.round(255 * (component * 0.5f + 0.5f)));
  }

  private void textured(RgbImage texture, float[] normal, float[] out) {
    Bilinear.readLinear(texture, face.u() * texture.width(), face.v() * texture.height(), out, 0);
    float light = 0.35f + 1.1f * light(normal);
    for (int c = 0; c < 3; c++) {
      out[c] *= light;
    }
  }

  private RgbImage map(DisplacementMap relief) {
    RgbImage out = new RgbImage(size, size);
    for (int p = 0; p < size * size; p++) {
      float mm = relief.at((p % size + 0.5f) / size, (p / size + 0.5f) / size);
      float grey = 127.5f + 127.5f * Math.max(-1, Math.min(1, mm / RANGE));
      for (int c = 3 * p; c < 3 * p + 3; c++) {
        out.data()[c] = (byte) (grey + 0.5f);
      }
    }
    return out;
  }
}
