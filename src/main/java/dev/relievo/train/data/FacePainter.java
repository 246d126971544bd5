package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.render.Normals;
import dev.relievo.render.Rasterizer;
import java.util.random.RandomGenerator;

/**
 * Paints a face and the head around it over a background: four samples a pixel, normals
 * interpolated and light evaluated for each sample, gloss, drawn irises, soft cast shadows. On
 * purpose not the renderer that results are measured with. Belongs to one thread.
 */
final class FacePainter {

  private static final double PUPIL = 0.12;
  private static final double IRIS = 0.3;

  private final MorphableModel model;
  private final Rasterizer raster = new Rasterizer(1, 1);
  private final HeadMesh head = new HeadMesh();
  private final double[][] eyes;
  private final float[] projected;
  private final float[] normals;
  private final float[] basis = new float[Illumination.BANDS];
  private final float[] sample = new float[3];
  private final float[] normal = new float[3];

  FacePainter(MorphableModel model) {
    this.model = model;
    projected = new float[3 * model.vertexCount()];
    normals = new float[projected.length];
    eyes =
        new double[][] {
          null, disc(model, MorphableModel.LEFT_EYE), disc(model, MorphableModel.RIGHT_EYE)
        };
  }

  /** Middle and radius of an eyeball's disc in the chart. */
  private static double[] disc(MorphableModel model, byte part) {
    double left = 1, right = 0, top = 1, bottom = 0;
    for (int i = 0; i < model.triangles().length; i++) {
      if (model.parts()[i / 3] == part) {
        int v = 2 * model.triangles()[i];
        left = Math.min(left, model.uv()[v]);
        right = Math.max(right, model.uv()[v]);
        top = Math.min(top, model.uv()[v + 1]);
        bottom = Math.max(bottom, model.uv()[v + 1]);
      }
    }
    return new double[] {(left + right) / 2, (top + bottom) / 2, (right - left) / 2};
  }

  /** How this face shines and what covers its lower half. */
  private record Finish(
      double gloss,
      double sharpness,
      double[] half,
      float[] iris,
      double sclera,
      double shadowX,
      double shadowY,
      double shadowAt,
      double shadow,
      double maskTop,
      float[] mask) {

    static Finish draw(RandomGenerator r, Shot shot) {
      float[] l = shot.face().illumination().coefficients();
      double[] h = {l[3] + l[12] + l[21], l[1] + l[10] + l[19], l[2] + l[11] + l[20]};
      unit(h);
      h[2] -= 1;
      unit(h);
      boolean shiny = r.nextInt(3) == 0, shaded = r.nextInt(7) == 0, masked = r.nextInt(14) == 0;
      double angle = 2 * Math.PI * r.nextDouble();
      float brown = r.nextFloat();
      return new Finish(
          shiny ? r.nextDouble(0.02, 0.3) : 0,
          r.nextDouble(6, 40),
          h,
          new float[] {0.05f + 0.12f * brown, 0.04f + 0.1f * r.nextFloat(), 0.2f - 0.18f * brown},
          r.nextDouble(0.35, 0.75),
          Math.cos(angle),
          Math.sin(angle),
          r.nextDouble(-60, 60),
          shaded ? r.nextDouble(0.3, 0.8) : 1,
          masked ? r.nextDouble(-62, -40) : Double.NEGATIVE_INFINITY,
          new float[] {r.nextFloat(), r.nextFloat(), r.nextFloat()});
    }

    private static void unit(double[] v) {
      double n = Math.max(1e-6, Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]));
      for (int k = 0; k < 3; k++) {
        v[k] /= n;
      }
    }
  }

  /** Paints over the scene's background. */
  void paint(RandomGenerator r, Shot shot, Scene scene) {
    FaceParameters face = shot.face();
    int fine = 2 * scene.size();
    face.pose().apply(shot.shape(), projected);
    Normals.ofVertices(projected, model.triangles(), normals);
    Camera camera =
        new Camera(
            2 * shot.camera().focal(), 2 * shot.camera().centreX(), 2 * shot.camera().centreY());
    camera.project(projected, projected);
    raster.resize(fine, fine);
    raster.draw(projected, model.triangles(), Rasterizer.Faces.FRONT);
    float[] albedo = model.albedo(face.albedo());
    float[] places = model.landmarks468().locate(model.triangles(), shot.shape());
    head.draw(r, places, skin(albedo), face.pose(), face.illumination(), camera, fine);
    Finish finish = Finish.draw(r, shot);
    for (int p = 0; p < scene.size() * scene.size(); p++) {
      int x = p % scene.size(), y = p / scene.size();
      int corner = 2 * y * fine + 2 * x;
      pixel(shot, finish, albedo, scene, p, corner, fine);
    }
  }

  /** A cheek's colour. */
  private float[] skin(float[] albedo) {
    double[] sum = new double[3];
    int n = 0;
    for (int v = 0; v < model.vertexCount(); v += 7) {
      if (Region.SKIN.in(model.regions()[v])) {
        for (int c = 0; c < 3; c++) {
          sum[c] += albedo[3 * v + c];
        }
        n++;
      }
    }
    float scale = 1f / Math.max(1, n);
    return new float[] {(float) sum[0] * scale, (float) sum[1] * scale, (float) sum[2] * scale};
  }

  private void pixel(
      Shot shot, Finish finish, float[] albedo, Scene scene, int p, int corner, int fine) {
    int seen = 0;
    sample[0] = sample[1] = sample[2] = 0;
    for (int k = 0; k < 4; k++) {
      int q = corner + (k & 1) + (k >> 1) * fine;
      if (raster.triangle(q) != Rasterizer.NONE) {
        seen++;
        if (head.hides(q, raster.depth(q))) {
          head.add(q, sample, 0);
          scene.hidden()[p] = 1;
        } else if (shade(shot, finish, albedo, q, fine)) {
          scene.hidden()[p] = 1;
        }
      } else if (head.covers(q)) {
        seen++;
        head.add(q, sample, 0);
      }
    }
    for (int c = 0; c < 3; c++) {
      float back = scene.colours()[3 * p + c];
      scene.colours()[3 * p + c] = (sample[c] + (4 - seen) * back) / 4;
    }
  }

  /** Adds a sample of the face; whether a mask covers it. */
  private boolean shade(Shot shot, Finish finish, float[] albedo, int q, int fine) {
    int t = raster.triangle(q);
    int a = model.triangles()[3 * t], b = model.triangles()[3 * t + 1];
    int c = model.triangles()[3 * t + 2];
    float wa = raster.weight0(q), wb = raster.weight1(q), wc = 1 - wa - wb;
    for (int k = 0; k < 3; k++) {
      normal[k] = wa * normals[3 * a + k] + wb * normals[3 * b + k] + wc * normals[3 * c + k];
    }
    float n =
        1
            / (float)
                Math.sqrt(
                    normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2] + 1e-12f);
    float nx = normal[0] * n, ny = normal[1] * n, nz = normal[2] * n;
    Illumination.basis(nx, ny, nz, basis, 0);
    float[] s = shot.shape();
    float y = wa * s[3 * a + 1] + wb * s[3 * b + 1] + wc * s[3 * c + 1];
    float x = wa * s[3 * a] + wb * s[3 * b] + wc * s[3 * c];
    boolean masked = y < finish.maskTop + 0.0015 * x * x;
    double edge = (finish.shadowX * x + finish.shadowY * (y + 30) - finish.shadowAt) / 12;
    double lit = finish.shadow + (1 - finish.shadow) / (1 + Math.exp(edge));
    double gloss = 0;
    if (finish.gloss > 0 && !masked) {
      double h = nx * finish.half[0] + ny * finish.half[1] + nz * finish.half[2];
      gloss = h > 0 ? finish.gloss * Math.pow(h, finish.sharpness) : 0;
    }
    byte part = model.parts()[t];
    double eye =
        part == MorphableModel.LEFT_EYE || part == MorphableModel.RIGHT_EYE
            ? eye(part, a, b, c, wa, wb, wc)
            : -1;
    for (int k = 0; k < 3; k++) {
      float colour = wa * albedo[3 * a + k] + wb * albedo[3 * b + k] + wc * albedo[3 * c + k];
      if (masked) {
        colour = finish.mask[k];
      } else if (eye >= 0) {
        colour = eye < PUPIL ? 0.02f : eye < IRIS ? finish.iris[k] : (float) finish.sclera;
      }
      float light = Math.max(0, shot.face().illumination().irradiance(k, basis, 0));
      sample[k] += (float) (lit * (Math.max(0, colour) * light + gloss));
    }
    return masked;
  }

  /** Distance from the pupil's middle, parts of the eyeball's disc. */
  private double eye(byte part, int a, int b, int c, float wa, float wb, float wc) {
    float[] uv = model.uv();
    double[] disc = eyes[part];
    double u = wa * uv[2 * a] + wb * uv[2 * b] + wc * uv[2 * c];
    double v = wa * uv[2 * a + 1] + wb * uv[2 * b + 1] + wc * uv[2 * c + 1];
    return Math.hypot(u - disc[0], v - disc[1]) / disc[2];
  }
}
