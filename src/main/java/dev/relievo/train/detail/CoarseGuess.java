package dev.relievo.train.detail;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import java.util.random.RandomGenerator;

/**
 * What a network might make of a face that is known: each coefficient off by about as much as
 * networks are, and the pose such that the landmarks still lie where they should but for about a
 * hundredth of the face's width. Safe to share between threads.
 */
final class CoarseGuess {

  private static final double IDENTITY = 0.35;
  private static final double CORRECTIVE = 0.3;
  private static final double EXPRESSION = 0.04;
  private static final double ALBEDO = 0.5;

  /** A third of a degree is left of each axis by a network that sees landmarks; here more. */
  private static final double TURN = Math.toRadians(0.6);

  private static final double SHIFT = 0.007;
  private static final double ZOOM = 0.01;
  private static final double LIGHT = 0.08;

  /** Least error of a light's coefficient, parts of the first. */
  private static final double LEAST_LIGHT = 0.01;

  private final float[][] landmarks;

  CoarseGuess(MorphableModel model) {
    landmarks = model.restrict(model.landmarks68());
  }

  /**
   * A guess.
   *
   * @param truth in the camera
   * @param light of the rendering as harmonics
   */
  FaceParameters draw(RandomGenerator r, FaceParameters truth, Illumination light, Camera camera) {
    float[] expression = off(r, truth.expression(), EXPRESSION);
    for (int k = 0; k < expression.length; k++) {
      expression[k] = Math.max(0, Math.min(1, expression[k]));
    }
    FaceParameters shape =
        new FaceParameters(
            off(r, truth.identity(), IDENTITY),
            off(r, truth.corrective(), CORRECTIVE),
            expression,
            off(r, truth.albedo(), ALBEDO),
            turned(r, truth.pose()),
            light(r, light));
    return placed(r, shape, truth, camera);
  }

  private static float[] off(RandomGenerator r, float[] values, double by) {
    float[] out = values.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += (float) (by * r.nextGaussian());
    }
    return out;
  }

  private static Illumination light(RandomGenerator r, Illumination light) {
    float[] out = light.coefficients().clone();
    for (int i = 0; i < out.length; i++) {
      float first = light.coefficients()[i - i % Illumination.BANDS];
      double by = LIGHT * Math.abs(out[i]) + LEAST_LIGHT * Math.abs(first);
      out[i] += (float) (by * r.nextGaussian());
    }
    return new Illumination(out);
  }

  /** A small turn after the pose: the quaternion (1, a / 2) times its own. */
  private static Pose turned(RandomGenerator r, Pose p) {
    double x = TURN / 2 * r.nextGaussian(), y = TURN / 2 * r.nextGaussian();
    double z = TURN / 2 * r.nextGaussian();
    return new Pose(
        p.qw() - x * p.qx() - y * p.qy() - z * p.qz(),
        p.qx() + x * p.qw() + y * p.qz() - z * p.qy(),
        p.qy() + y * p.qw() + z * p.qx() - x * p.qz(),
        p.qz() + z * p.qw() + x * p.qy() - y * p.qx(),
        p.x(),
        p.y(),
        p.z());
  }

  /** Moved until middle and spread of its landmarks are those of truth, but for an error. */
  private FaceParameters placed(
      RandomGenerator r, FaceParameters guess, FaceParameters truth, Camera camera) {
    double[] wanted = seen(truth, truth.pose(), camera);
    double[] first = seen(guess, guess.pose(), camera);
    Pose p = guess.pose();
    double zoom = Math.exp(ZOOM * r.nextGaussian()), z = p.z() * first[2] / wanted[2] * zoom;
    Pose nearer = new Pose(p.qw(), p.qx(), p.qy(), p.qz(), p.x() * z / p.z(), p.y() * z / p.z(), z);
    double[] second = seen(guess, nearer, camera);
    double pixel = z / camera.focal(), width = 4 * wanted[2];
    double dx = wanted[0] - second[0] + SHIFT * width * r.nextGaussian();
    double dy = wanted[1] - second[1] + SHIFT * width * r.nextGaussian();
    Pose pose =
        new Pose(
            p.qw(), p.qx(), p.qy(), p.qz(), nearer.x() + pixel * dx, nearer.y() + pixel * dy, z);
    return new FaceParameters(
        guess.identity(),
        guess.corrective(),
        guess.expression(),
        guess.albedo(),
        pose,
        guess.illumination());
  }

  /** Mean x, mean y and root mean square distance from it a coordinate, pixels. */
  private double[] seen(FaceParameters face, Pose pose, Camera camera) {
    float[] points = landmarks[0].clone();
    int row = 1;
    for (float[] part : new float[][] {face.identity(), face.corrective(), face.expression()}) {
      for (float weight : part) {
        float[] basis = landmarks[row++];
        for (int i = 0; i < points.length; i++) {
          points[i] += weight * basis[i];
        }
      }
    }
    pose.apply(points, points);
    camera.project(points, points);
    double x = 0, y = 0, square = 0;
    int n = points.length / 3;
    for (int i = 0; i < points.length; i += 3) {
      x += points[i] / n;
      y += points[i + 1] / n;
    }
    for (int i = 0; i < points.length; i += 3) {
      square += Math.pow(points[i] - x, 2) + Math.pow(points[i + 1] - y, 2);
    }
    return new double[] {x, y, Math.sqrt(square / (2 * n))};
  }
}
