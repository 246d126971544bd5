package dev.relievo.train.data;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.MorphableModel;
import java.util.random.RandomGenerator;

/** Puts things before a face: glasses, hands, strands of hair, boxes, grid lines. */
public final class Occluders {

  private static final int LEFT_EAR = 454;
  private static final int RIGHT_EAR = 234;
  private static final double STRAIGHT = Math.toRadians(20);

  private final MorphableModel model;

  /** For faces of a model. */
  public Occluders(MorphableModel model) {
    this.model = model;
  }

  /** Draws nothing, one or several things. */
  public void draw(RandomGenerator r, Shot shot, Scene scene) {
    if (r.nextInt(100) < 28) {
      glasses(r, shot, scene);
    }
    if (r.nextInt(100) < 12) {
      hand(r, scene);
    }
    if (r.nextInt(100) < 15) {
      strands(r, shot, scene);
    }
    if (r.nextInt(100) < 10) {
      box(r, scene);
    }
    if (r.nextInt(100) < 5) {
      grid(r, scene);
    }
  }

  private void glasses(RandomGenerator r, Shot shot, Scene scene) {
    float[] places = model.landmarks468().locate(model.triangles(), shot.shape());
    double[] right = middle(places, FaceLandmarks.RIGHT_EYE_OUTER, FaceLandmarks.RIGHT_EYE_INNER);
    double[] left = middle(places, FaceLandmarks.LEFT_EYE_OUTER, FaceLandmarks.LEFT_EYE_INNER);
    double a = r.nextDouble(21, 29), b = a * r.nextDouble(0.65, 1), thick = r.nextDouble(0.8, 4.5);
    double square = r.nextDouble(0.5, 1), forward = r.nextDouble(8, 16), down = r.nextDouble(-1, 7);
    boolean dark = r.nextInt(3) == 0;
    float shade = 0.4f * r.nextFloat() * r.nextFloat();
    float[] colour = {shade * (1 + r.nextFloat()), shade, shade * (0.5f + r.nextFloat())};
    float[] lens = {0.05f * r.nextFloat(), 0.05f * r.nextFloat(), 0.06f * r.nextFloat()};
    double opacity = r.nextDouble(0.4, 0.97);
    for (double[] eye : new double[][] {right, left}) {
      eye[1] -= down;
      eye[2] += forward;
      float[] inner = rim(shot, eye, a, b, square);
      if (dark) {
        scene.fill(lens, opacity, inner);
      } else if (r.nextInt(8) == 0) {
        scene.fill(new float[] {0.9f, 0.95f, 1}, r.nextDouble(0.1, 0.6), inner);
      }
      scene.fill(colour, 1, rim(shot, eye, a + thick, b + thick, square), inner);
    }
    bar(shot, scene, colour, thick, side(right, a, 0), side(left, -a, 0));
    if (shot.yaw() > -STRAIGHT) {
      bar(shot, scene, colour, thick, side(right, -a - thick, 0), ear(places, RIGHT_EAR));
    }
    if (shot.yaw() < STRAIGHT) {
      bar(shot, scene, colour, thick, side(left, a + thick, 0), ear(places, LEFT_EAR));
    }
  }

  private static double[] middle(float[] places, int i, int j) {
    double[] out = new double[3];
    for (int k = 0; k < 3; k++) {
      out[k] = (places[3 * i + k] + places[3 * j + k]) / 2;
    }
    return out;
  }

  private static double[] side(double[] eye, double x, double y) {
    return new double[] {eye[0] + x, eye[1] + y, eye[2]};
  }

  private static double[] ear(float[] places, int i) {
    return new double[] {1.04 * places[3 * i], places[3 * i + 1] + 25, places[3 * i + 2] - 10};
  }

  /** A ring in a plane before the eye, between an ellipse (1) and a box (towards 0). */
  private static float[] rim(Shot shot, double[] eye, double a, double b, double square) {
    float[] points = new float[96];
    for (int i = 0; i < points.length; i += 3) {
      double t = 2 * Math.PI * i / points.length, c = Math.cos(t), s = Math.sin(t);
      points[i] = (float) (eye[0] + a * Math.signum(c) * Math.pow(Math.abs(c), square));
      points[i + 1] = (float) (eye[1] + b * Math.signum(s) * Math.pow(Math.abs(s), square));
      points[i + 2] = (float) eye[2];
    }
    return project(shot, points);
  }

  private static void bar(
      Shot shot, Scene scene, float[] colour, double thick, double[] from, double[] to) {
    float[] ends = {
      (float) from[0], (float) from[1], (float) from[2], (float) to[0], (float) to[1], (float) to[2]
    };
    float[] p = project(shot, ends);
    double width = thick * shot.camera().focal() / shot.face().pose().z();
    scene.fill(colour, 1, Scene.line(p[0], p[1], p[2], p[3], width, width));
  }

  /** n x 2 pixels of n x 3 points in model space; the points are overwritten. */
  private static float[] project(Shot shot, float[] points) {
    shot.face().pose().apply(points, points);
    shot.camera().project(points, points);
    float[] out = new float[points.length / 3 * 2];
    for (int i = 0; i < out.length / 2; i++) {
      out[2 * i] = points[3 * i];
      out[2 * i + 1] = points[3 * i + 1];
    }
    return out;
  }

  /** A palm and some fingers in a colour of skin. */
  private static void hand(RandomGenerator r, Scene scene) {
    double n = scene.size(), angle = 2 * Math.PI * r.nextDouble();
    double reach = n * r.nextDouble(0.15, 0.42), turn = r.nextDouble(-0.6, 0.6);
    double x = n / 2 + reach * Math.cos(angle), y = n / 2 + 0.1 * n + reach * Math.sin(angle);
    double palm = n * r.nextDouble(0.08, 0.15), thick = palm * r.nextDouble(0.35, 0.5);
    double tone = 0.08 * Math.pow(8, r.nextDouble());
    int fingers = r.nextInt(5);
    for (int f = 0; f <= fingers; f++) {
      float light = (float) (tone * r.nextDouble(0.8, 1.1));
      float[] colour = {light * 1.25f, light * 0.8f, light * 0.62f};
      if (f == 0) {
        scene.fill(colour, 1, Scene.ellipse(x, y, palm, 1.2 * palm, angle));
      } else {
        double d = angle + Math.PI + turn + 0.28 * (f - fingers / 2.0);
        double px = x + 1.6 * palm * Math.cos(d), py = y + 1.6 * palm * Math.sin(d);
        scene.fill(colour, 1, Scene.ellipse(px, py, 1.2 * palm, thick / 2, d));
      }
    }
  }

  private static void strands(RandomGenerator r, Shot shot, Scene scene) {
    float[] top = {shot.landmarks()[3 * 10], shot.landmarks()[3 * 10 + 1]};
    double n = scene.size(), unit = n / 100;
    float level = (float) (0.01 * Math.pow(30, r.nextDouble()));
    float[] colour = {1.4f * level, level, 0.7f * level};
    int count = 1 + r.nextInt(9);
    double start = r.nextGaussian() * 15 * unit, lean = r.nextGaussian() * 0.35;
    for (int k = 0; k < count; k++) {
      double x = top[0] + start + 4 * unit * r.nextGaussian(), y = top[1] - 6 * unit;
      double step = unit * r.nextDouble(4, 12), d = Math.PI / 2 + lean + 0.15 * r.nextGaussian();
      double width = unit * r.nextDouble(0.4, 2.5), bend = 0.12 * r.nextGaussian();
      for (int s = 0; s < 5; s++, d += bend) {
        double x1 = x + step * Math.cos(d), y1 = y + step * Math.sin(d);
        scene.fill(colour, 0.95, Scene.line(x, y, x1, y1, width, 0.85 * width));
        x = x1;
        y = y1;
        width *= 0.85;
      }
    }
  }

  private static void box(RandomGenerator r, Scene scene) {
    double n = scene.size(), x = n * r.nextDouble(0.15, 0.85), y = n * r.nextDouble(0.15, 0.85);
    double angle = Math.PI * r.nextDouble(), half = n * r.nextDouble(0.06, 0.2);
    double dx = half * Math.cos(angle), dy = half * Math.sin(angle);
    double width = n * r.nextDouble(0.06, 0.3);
    float[] colour = {r.nextFloat(), r.nextFloat(), r.nextFloat()};
    scene.fill(colour, 1, Scene.line(x - dx, y - dy, x + dx, y + dy, width, width));
  }

  private static void grid(RandomGenerator r, Scene scene) {
    double n = scene.size(), width = r.nextDouble(1, 4);
    float level = r.nextInt(3) == 0 ? 1 : 0;
    float[] colour = {level, level, level};
    for (int k = 1 + r.nextInt(2); k > 0; k--) {
      double at = n * r.nextDouble(0.1, 0.9);
      if (r.nextBoolean()) {
        scene.fill(colour, 1, Scene.line(at, 0, at, n, width, width));
      } else {
        scene.fill(colour, 1, Scene.line(0, at, n, at, width, width));
      }
    }
  }
}
