package dev.relievo.stage.regress;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Bilinear;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;
import dev.relievo.render.Normals;
import dev.relievo.render.Rasterizer;
import dev.relievo.stage.FaceView;

/**
 * How well a finished face explains the colours of its skin: what {@link PhotometricFit} says of
 * its own result, measured on the model's lighter level, on every second vertex, for a tenth of the
 * time. Both read the picture at about the same sharpness, weigh grazing views alike and leave out
 * what is hidden. Buffers are reused; not safe to share between threads.
 */
final class SkinCheck {

  private static final int DEPTH_SIZE = 96;
  private static final float TOLERANCE = 4;
  private static final float GRAZING = 0.2f;
  private static final float FULL = 0.5f;
  private static final int STEP = 2;

  /** Samples are means over about this many millimetres, which are at most this many pixels. */
  private static final double PATCH = 2.5;

  private static final double SHARPEST = 1.5;
  private static final int MIN_SAMPLES = 30;

  private final Surface surface;
  private final float[] normals;
  private final float[] pixels;
  private final Rasterizer raster = new Rasterizer(DEPTH_SIZE, DEPTH_SIZE);
  private final float[] basis = new float[Illumination.BANDS];
  private final float[] colour = new float[3];

  /** The lighter level of a model; immutable, for any number of checks. */
  static final class Surface {
    private final float[][] rows;
    private final int[] triangles;
    private final int[] skin;
    private final float[] albedoMean;
    private final float[] albedoModes;
    private final int albedoCount;

    Surface(MorphableModel model) {
      triangles = model.lightTriangles();
      rows = model.restrict(vertices(model));
      skin = skin(model);
      albedoMean = model.albedoMean();
      albedoCount = model.albedoCount();
      albedoModes = new float[3 * skin.length * albedoCount];
      for (int k = 0; k < albedoCount; k++) {
        for (int i = 0; i < skin.length; i++) {
          for (int c = 0; c < 3; c++) {
            albedoModes[(3 * i + c) * albedoCount + k] =
                model.albedoBasis()[3 * (k * model.vertexCount() + skin[i]) + c];
          }
        }
      }
    }

    /** Each vertex of the lighter level as a corner of some triangle of the full mesh. */
    private static LandmarkMap vertices(MorphableModel model) {
      int[] faces = new int[model.controlCount()];
      float[] weights = new float[3 * faces.length];
      int[] triangles = model.triangles();
      for (int i = 0; i < triangles.length; i++) {
        int v = triangles[i];
        if (v < faces.length && weights[3 * v] + weights[3 * v + 1] + weights[3 * v + 2] == 0) {
          faces[v] = i / 3;
          weights[3 * v + i % 3] = 1;
        }
      }
      return new LandmarkMap(faces, weights);
    }

    private static int[] skin(MorphableModel model) {
      int other = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
      int[] chosen = new int[model.controlCount()];
      int n = 0;
      for (int v = 0; v < chosen.length; v++) {
        byte region = model.regions()[v];
        if (Region.SKIN.in(region) && (region & other) == 0) {
          chosen[n++] = v;
        }
      }
      int[] out = new int[(n + STEP - 1) / STEP];
      for (int i = 0; i < out.length; i++) {
        out[i] = chosen[STEP * i];
      }
      return out;
    }
  }

  SkinCheck(Surface surface) {
    this.surface = surface;
    normals = new float[surface.rows[0].length];
    pixels = new float[surface.rows[0].length];
  }

  /**
   * Mean absolute difference on visible skin.
   *
   * @param face in the frame's camera
   * @return sRGB in 0 to 1; NaN where too little skin is seen
   */
  float error(FaceParameters face, FaceInput input) {
    float[] vertices = LandmarkRows.mix(surface.rows, face);
    face.pose().apply(vertices, vertices);
    Normals.ofVertices(vertices, surface.triangles, normals);
    RgbImage picture = softened(face, input);
    project(vertices, input, (double) DEPTH_SIZE / input.crop().image().width());
    double toRaster = (double) DEPTH_SIZE / picture.width();
    raster.draw(pixels, surface.triangles, Rasterizer.Faces.FRONT);
    double sum = 0, total = 0;
    int seen = 0;
    for (int i = 0; i < surface.skin.length; i++) {
      float weight = weight(vertices, 3 * surface.skin[i]);
      if (weight > 0) {
        sum += weight * difference(face, picture, toRaster, i);
        total += 3 * weight;
        seen++;
      }
    }
    return seen < MIN_SAMPLES ? Float.NaN : (float) (sum / total);
  }

  /**
   * The picture softened to pixels of about {@link #PATCH} mm / 1.5: pores and noise are not light.
   */
  private static RgbImage softened(FaceParameters face, FaceInput input) {
    RgbImage image = input.crop().image();
    double pixels = input.camera().focal() / input.pictureToFrame().scale() / face.pose().z();
    while (pixels * PATCH > SHARPEST && image.width() > 1) {
      image = Halving.halve(image);
      pixels /= 2;
    }
    return image;
  }

  private void project(float[] vertices, FaceInput input, double toRaster) {
    SimilarityTransform toPicture = input.pictureToFrame().inverse();
    double c = toRaster * toPicture.scale() * Math.cos(toPicture.rotation());
    double s = toRaster * toPicture.scale() * Math.sin(toPicture.rotation());
    double x = toRaster * toPicture.x(), y = toRaster * toPicture.y();
    input.camera().project(vertices, pixels);
    for (int i = 0; i < pixels.length; i += 3) {
      double u = pixels[i], v = pixels[i + 1];
      pixels[i] = (float) (c * u - s * v + x);
      pixels[i + 1] = (float) (s * u + c * v + y);
    }
  }

  /** 0 where a vertex is hidden or seen at a grazing angle, 1 where it is seen well. */
  private float weight(float[] vertices, int i) {
    float cosine =
        FaceView.facing(
            vertices[i],
            vertices[i + 1],
            vertices[i + 2],
            normals[i],
            normals[i + 1],
            normals[i + 2]);
    float x = pixels[i], y = pixels[i + 1];
    if (!(cosine >= GRAZING) || !(x >= 0) || !(y >= 0) || x >= DEPTH_SIZE || y >= DEPTH_SIZE) {
      return 0;
    }
    if (pixels[i + 2] > raster.depth((int) y * DEPTH_SIZE + (int) x) + TOLERANCE) {
      return 0;
    }
    return Math.min(1, (cosine - GRAZING) / (FULL - GRAZING));
  }

  /** Sum of the channels' differences at a skin vertex. */
  private double difference(FaceParameters face, RgbImage picture, double toRaster, int sample) {
    int v = 3 * surface.skin[sample];
    Illumination.basis(normals[v], normals[v + 1], normals[v + 2], basis, 0);
    float x = (float) (pixels[v] / toRaster), y = (float) (pixels[v + 1] / toRaster);
    Bilinear.read(picture, x, y, colour, 0);
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      double albedo = surface.albedoMean[v + c];
      int m = (3 * sample + c) * surface.albedoCount;
      for (int k = 0; k < surface.albedoCount; k++) {
        albedo += face.albedo()[k] * surface.albedoModes[m + k];
      }
      double light = Math.max(0.01, face.illumination().irradiance(c, basis, 0));
      sum += Math.abs(SRgb.encode(Math.max(0.005, albedo) * light) - colour[c] / 255);
    }
    return sum;
  }
}
