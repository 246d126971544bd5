package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;
import dev.relievo.render.Rasterizer;
import java.util.Arrays;
import java.util.Random;

/**
 * Draws faces with relief: four samples a pixel, each with the displaced surface's own normal and
 * the spots at its place of the chart, under {@link StudioLights} with cast shadows and a little
 * gloss; then a lens's blur and grain. Shares neither light nor shading with what training renders.
 * An instance belongs to one thread.
 */
final class ReliefRenderer {

  private static final int SHADOW_SIZE = 512;

  /** Pixels of the shadow map a millimetre. */
  private static final float SHADOW_SCALE = 1.6f;

  /** A far camera: its rays are parallel within the face. */
  private static final float SHADOW_DISTANCE = 20_000;

  /** What lies this much behind the lit surface is in its shadow, mm. */
  private static final float SHADOW_BIAS = 3;

  private final SkinCharts charts;
  private final MorphableModel model;
  private final FacePixels face;
  private final Rasterizer shadow = new Rasterizer(SHADOW_SIZE, SHADOW_SIZE);

  ReliefRenderer(SkinCharts charts) {
    this.charts = charts;
    model = charts.model();
    face = new FacePixels(charts);
  }

  /**
   * The skin's surface.
   *
   * @param relief as displaced
   * @param spots factors of the albedo, over the chart
   * @param shade of folds, {@link FoldShade}; null where all light reaches everything
   * @param gloss of the highlight, 0 for none
   * @param sharpness its exponent (Blinn)
   */
  record Surface(
      DisplacementMap relief, UvField spots, UvField shade, double gloss, double sharpness) {}

  /** The camera's optics and film. */
  record Film(double blur, double grain) {}

  /** Draws a face over a background of the frame's size. */
  RgbImage draw(
      FaceParameters who,
      Surface surface,
      StudioLights lights,
      Camera camera,
      RgbImage background,
      Film film,
      Random random) {
    int width = background.width(), height = background.height();
    face.place(model.shape(who), who.pose(), camera.crop(0.5, 0, 0), 2 * width, 2 * height);
    UvField tilt =
        SurfaceGradient.tilt(
            charts.chart(surface.relief.size()),
            model.uv(),
            face.vertices(),
            surface.relief.millimetres());
    float[][] seen = new float[lights.count()][];
    for (int k = 0; k < seen.length; k++) {
      seen[k] = k < StudioLights.KEY ? lit(lights.directions()[k]) : ones();
    }
    Shader shader = new Shader(surface, lights, tilt, seen, model.albedo(who.albedo()));
    float[] linear = new float[3 * width * height];
    for (int p = 0; p < width * height; p++) {
      mix(shader, background, p, linear);
    }
    return develop(linear, width, height, film, random);
  }

  private float[] ones() {
    float[] out = new float[model.vertexCount()];
    Arrays.fill(out, 1);
    return out;
  }

  /** V: 1 where a direction of light reaches a vertex, 0 where the face itself is before it. */
  private float[] lit(float[] direction) {
    float[] x = face.vertices(), projected = new float[x.length];
    float[] middle = new float[3];
    for (int i = 0; i < x.length; i++) {
      middle[i % 3] += x[i] * 3 / x.length;
    }
    float[] right = {-direction[2], 0, direction[0]};
    FacePixels.unit(right);
    float[] down = {
      -direction[1] * right[2],
      -(direction[2] * right[0] - direction[0] * right[2]),
      direction[1] * right[0]
    };
    float[] from = new float[3];
    for (int i = 0; i < x.length; i += 3) {
      for (int k = 0; k < 3; k++) {
        from[k] = x[i + k] - middle[k];
      }
      projected[i] = FacePixels.dot(from, right) * SHADOW_SCALE + SHADOW_SIZE / 2f;
      projected[i + 1] = FacePixels.dot(from, down) * SHADOW_SCALE + SHADOW_SIZE / 2f;
      projected[i + 2] = SHADOW_DISTANCE - FacePixels.dot(from, direction);
    }
    shadow.resize(SHADOW_SIZE, SHADOW_SIZE);
    shadow.draw(projected, model.triangles(), Rasterizer.Faces.BOTH);
    float[] out = new float[model.vertexCount()];
    for (int v = 0; v < out.length; v++) {
      int px = Math.max(0, Math.min(SHADOW_SIZE - 1, (int) projected[3 * v]));
      int py = Math.max(0, Math.min(SHADOW_SIZE - 1, (int) projected[3 * v + 1]));
      float nearest = shadow.depth(py * SHADOW_SIZE + px);
      out[v] = projected[3 * v + 2] > nearest + SHADOW_BIAS ? 0 : 1;
    }
    return out;
  }

  /** The mean of a pixel's four samples, linear light. */
  private void mix(Shader shader, RgbImage background, int p, float[] out) {
    int width = background.width(), corner = 2 * (p / width) * 2 * width + 2 * (p % width);
    for (int k = 0; k < 4; k++) {
      if (face.at(corner + (k & 1) + (k >> 1) * 2 * width)) {
        shader.add(out, 3 * p);
      } else {
        for (int c = 3 * p; c < 3 * p + 3; c++) {
          out[c] += SRgb.toLinear(background.data()[c]) / 4;
        }
      }
    }
  }

  /** Reflected light at the sample that {@link #face} is at. */
  private final class Shader {
    private final Surface surface;
    private final StudioLights lights;
    private final UvField tilt;
    private final float[][] lit;
    private final float[] albedo;
    private final float[] seen;
    private final float[] normal = new float[3];
    private final float[] bend = new float[3];
    private final float[] spot = new float[3];
    private final float[] shade = {1, 1};
    private final float[] colour = new float[3];
    private final float[] light = new float[3];
    private final float[] half = new float[3];

    Shader(Surface surface, StudioLights lights, UvField tilt, float[][] lit, float[] albedo) {
      this.surface = surface;
      this.lights = lights;
      this.tilt = tilt;
      this.lit = lit;
      this.albedo = albedo;
      seen = new float[lit.length];
    }

    void add(float[] out, int at) {
      float u = face.u(), v = face.v();
      face.normal(normal);
      tilt.read(u, v, bend);
      for (int k = 0; k < 3; k++) {
        normal[k] += bend[k];
      }
      FacePixels.unit(normal);
      for (int k = 0; k < seen.length; k++) {
        seen[k] = face.interpolate(lit[k]);
      }
      if (surface.shade != null) {
        surface.shade.read(u, v, shade);
      }
      lights.irradiance(normal, seen, shade[FoldShade.SKY], light);
      face.interpolate(albedo, colour);
      surface.spots.read(u, v, spot);
      float shine = gloss() * shade[FoldShade.ALL];
      for (int c = 0; c < 3; c++) {
        float skin = Math.max(0.003f, colour[c]) * spot[c];
        float reflected = skin * light[c] * (float) FoldShade.reached(shade[FoldShade.ALL], skin);
        out[at + c] += (reflected + shine * lights.strengths()[0][c]) / 4;
      }
    }

    /** Blinn's highlight of the key light's first direction. */
    private float gloss() {
      if (surface.gloss == 0) {
        return 0;
      }
      face.toCamera(half);
      float[] direction = lights.directions()[0];
      for (int k = 0; k < 3; k++) {
        half[k] += direction[k];
      }
      FacePixels.unit(half);
      double cosine = Math.max(0, FacePixels.dot(half, normal));
      boolean away = FacePixels.dot(direction, normal) <= 0;
      return away
          ? 0
          : (float) (surface.gloss * StudioLights.KEY * Math.pow(cosine, surface.sharpness))
              * seen[0];
    }
  }

  private static RgbImage develop(float[] linear, int width, int height, Film film, Random random) {
    RgbImage out = new RgbImage(width, height);
    float[] plane = new float[width * height];
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < plane.length; p++) {
        plane[p] = linear[3 * p + c];
      }
      float[] lens = film.blur > 0 ? Gaussian.smooth(plane, null, width, height, film.blur) : plane;
      for (int p = 0; p < plane.length; p++) {
        double noisy = (SRgb.fromLinear(lens[p]) & 255) + film.grain * random.nextGaussian();
        out.data()[3 * p + c] = (byte) Math.max(0, Math.min(255, Math.round(noisy)));
      }
    }
    return out;
  }
}
