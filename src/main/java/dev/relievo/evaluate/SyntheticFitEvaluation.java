package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.stage.regress.FaceFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How well the geometric half of the fit recovers faces that it can know: random faces of the model
 * itself, their 468 landmarks projected with noise. Errors are between corresponding vertices in
 * model space after nothing but the nominal scale. An upper bound on what photographs allow: a real
 * face lies outside the model.
 */
public final class SyntheticFitEvaluation {

  private static final int[] YAW_BINS = {0, 30, 60};
  private static final double NOISE_PIXELS = 1.5;

  private SyntheticFitEvaluation() {}

  /** Fits this many random faces a yaw bin. */
  public static Metrics run(MorphableModel model, int faces, long seed) {
    FaceFit fit = new FaceFit(model);
    Random random = new Random(seed);
    Camera camera = Camera.ofFrame(1280, 720);
    Metrics metrics = new Metrics();
    for (int yaw : YAW_BINS) {
      List<Double> errors = new ArrayList<>();
      List<Double> mean = new ArrayList<>();
      for (int i = 0; i < faces; i++) {
        FaceParameters truth = random(model, yaw, random);
        float[] landmarks = observe(model, truth, camera, random);
        float[] shape = model.shape(truth);
        errors.add(distance(shape, model.shape(fit.geometry(landmarks, camera))));
        mean.add(distance(shape, model.shape(new float[0], new float[0], truth.expression())));
      }
      metrics.put("fit.synthetic.vertex_mm.yaw" + yaw, average(errors), faces);
      metrics.put("fit.synthetic.vertex_mm.mean_face.yaw" + yaw, average(mean), faces);
    }
    return metrics;
  }

  private static double average(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static FaceParameters random(MorphableModel model, int yaw, Random random) {
    float[] identity = gaussian(model.identityCount(), random);
    float[] corrective = gaussian(model.correctiveCount(), random);
    float[] expression = new float[model.expressionCount()];
    for (int i = 0; i < expression.length; i++) {
      expression[i] = random.nextInt(6) == 0 ? random.nextFloat() * 0.6f : 0;
    }
    double angle = Math.toRadians(random.nextBoolean() ? yaw : -yaw);
    double half = Math.PI / 2;
    // A half turn about x (facing the camera) after a turn about the model's y axis.
    Pose pose =
        new Pose(
            Math.cos(half) * Math.cos(angle / 2),
            Math.sin(half) * Math.cos(angle / 2),
            0,
            Math.sin(half) * Math.sin(angle / 2),
            random.nextGaussian() * 80,
            random.nextGaussian() * 40,
            700);
    return new FaceParameters(
        identity, corrective, expression, new float[0], pose, Illumination.ambient());
  }

  private static float[] gaussian(int n, Random random) {
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  /** 468 x 3 as the network would give them: depth relative, in pixels. */
  private static float[] observe(
      MorphableModel model, FaceParameters face, Camera camera, Random random) {
    float[] points = SyntheticLandmarks.of(model, face, camera);
    for (int i = 0; i < points.length; i += 3) {
      points[i] += (float) (random.nextGaussian() * NOISE_PIXELS);
      points[i + 1] += (float) (random.nextGaussian() * NOISE_PIXELS);
    }
    return points;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i += 3) {
      double x = a[i] - b[i], y = a[i + 1] - b[i + 1], z = a[i + 2] - b[i + 2];
      sum += Math.sqrt(x * x + y * y + z * z);
    }
    return sum / (a.length / 3);
  }
}
