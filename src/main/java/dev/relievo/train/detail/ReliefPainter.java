package dev.relievo.train.detail;

import dev.relievo.face.Camera;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.render.CoarseSurface;
import dev.relievo.render.Rasterizer;
import dev.relievo.train.data.Scene;
import dev.relievo.train.data.Shot;
import java.util.Arrays;

/**
 * Paints a face with relief over a background: each sample reads relief and pigments at its place
 * in the chart, turns its interpolated normal by the relief's slopes (n - d_u a_u - d_v a_v with
 * the duals of {@link CoarseSurface}), and is lit by what the relief leaves of the sky. Small
 * pictures get four samples a pixel. Belongs to one thread.
 */
final class ReliefPainter {

  /** Largest side of a picture with four samples a pixel. */
  private static final int LARGEST_FINE = 256;

  /** No skin is darker: albedos far out on the model's axes would be below nothing. */
  private static final float DARKEST = 0.015f;

  /** Of a vertex: normal, duals, place in the chart, albedo. */
  private static final int FIELDS = 14;

  private final MorphableModel model;
  private final CoarseSurface surface;
  private final Rasterizer raster = new Rasterizer(1, 1);
  private final float[] placed;
  private final float[] projected;
  private final float[] fields;
  private final float[] f = new float[FIELDS];
  private final float[] detail = new float[DetailMap.CHANNELS];
  private final float[] basis = new float[Illumination.BANDS];
  private final float[] light = new float[6];
  private final float[] sample = new float[4];

  ReliefPainter(MorphableModel model) {
    this.model = model;
    surface = new CoarseSurface(model.uv(), model.triangles());
    placed = new float[3 * model.vertexCount()];
    projected = new float[placed.length];
    fields = new float[FIELDS * model.vertexCount()];
  }

  /**
   * Paints a face.
   *
   * @param absorption 3 x 3, of the pigments, {@link AlbedoDetail#draw}
   * @param scene with its background, painted over
   * @param relief side x side of the scene, overwritten: mm at each pixel, 0 beside the face
   */
  void paint(
      Shot shot,
      DetailMap map,
      float[] absorption,
      StudioLight studio,
      Scene scene,
      float[] relief) {
    int n = scene.size(), fine = n <= LARGEST_FINE ? 2 : 1;
    place(shot, fine, n * fine);
    for (int p = 0; p < n * n; p++) {
      int corner = p / n * fine * n * fine + p % n * fine, seen = 0;
      Arrays.fill(sample, 0);
      for (int k = 0; k < fine * fine; k++) {
        int q = corner + k % fine + k / fine * n * fine;
        if (raster.triangle(q) != Rasterizer.NONE) {
          seen++;
          shade(q, map, absorption, studio);
        }
      }
      relief[p] = seen > 0 ? sample[3] / seen : 0;
      float share = 1f / (fine * fine);
      for (int c = 0; c < 3 && seen > 0; c++) {
        float behind = scene.colours()[3 * p + c];
        scene.colours()[3 * p + c] = share * sample[c] + (1 - seen * share) * behind;
      }
    }
  }

  private void place(Shot shot, int fine, int side) {
    shot.face().pose().apply(shot.shape(), placed);
    surface.place(placed);
    Camera c = shot.camera();
    new Camera(fine * c.focal(), fine * c.centreX(), fine * c.centreY()).project(placed, projected);
    raster.resize(side, side);
    raster.draw(projected, model.triangles(), Rasterizer.Faces.FRONT);
    float[] albedo = model.albedo(shot.face().albedo());
    for (int v = 0, o = 0; v < model.vertexCount(); v++, o += FIELDS) {
      System.arraycopy(surface.normals(), 3 * v, fields, o, 3);
      System.arraycopy(surface.dualU(), 3 * v, fields, o + 3, 3);
      System.arraycopy(surface.dualV(), 3 * v, fields, o + 6, 3);
      System.arraycopy(model.uv(), 2 * v, fields, o + 9, 2);
      System.arraycopy(albedo, 3 * v, fields, o + 11, 3);
    }
  }

  private void shade(int q, DetailMap map, float[] absorption, StudioLight studio) {
    interpolate(q);
    map.read(f[9], f[10], detail);
    float du = detail[1], dv = detail[2];
    float nx = f[0] - du * f[3] - dv * f[6];
    float ny = f[1] - du * f[4] - dv * f[7];
    float nz = f[2] - du * f[5] - dv * f[8];
    float scale = 1 / (float) Math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12f);
    nx *= scale;
    ny *= scale;
    nz *= scale;
    Illumination.basis(nx, ny, nz, basis, 0);
    studio.at(nx, ny, nz, f[9], f[10], basis, light);
    float open = detail[DetailMap.OPEN];
    for (int c = 0; c < 3; c++) {
      float depth =
          detail[3] * absorption[c] + detail[4] * absorption[3 + c] + detail[5] * absorption[6 + c];
      float albedo = Math.max(DARKEST, f[11 + c]) * passed(depth);
      sample[c] += albedo * reached(open, albedo) * light[c] + open * light[3 + c];
    }
    sample[3] += detail[0];
  }

  /**
   * Light where part of the sky is open, with what the walls throw back: the brighter they are, the
   * less dark it is, so that valleys in skin are reddish (Jimenez et al., "Practical Real-Time
   * Strategies for Accurate Indirect Occlusion", 2016).
   */
  private static float reached(float open, float albedo) {
    float a = 2.0404f * albedo - 0.3324f;
    float b = -4.7951f * albedo + 0.6417f;
    float c = 2.7552f * albedo + 0.6903f;
    return Math.max(open, ((a * open + b) * open + c) * open);
  }

  /** exp(-x) as 1 over its own series: a tenth of the time, and right to 1 % where |x| < 1. */
  private static float passed(float x) {
    float y = Math.max(-1, x);
    return 1 / (1 + y * (1 + y * (0.5f + y * (1 / 6f + y * (1 / 24f)))));
  }

  private void interpolate(int q) {
    int t = 3 * raster.triangle(q);
    int a = FIELDS * model.triangles()[t];
    int b = FIELDS * model.triangles()[t + 1];
    int c = FIELDS * model.triangles()[t + 2];
    float wa = raster.weight0(q), wb = raster.weight1(q), wc = 1 - wa - wb;
    for (int k = 0; k < FIELDS; k++) {
      f[k] = wa * fields[a + k] + wb * fields[b + k] + wc * fields[c + k];
    }
    float scale = 1 / (float) Math.sqrt(f[0] * f[0] + f[1] * f[1] + f[2] * f[2] + 1e-12f);
    f[0] *= scale;
    f[1] *= scale;
    f[2] *= scale;
  }
}
