package dev.relievo.evaluate;

import dev.relievo.evaluate.Regressors.Answer;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.SRgb;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.Intrinsics;
import dev.relievo.stage.Stage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What detection and regression make of {@link TestFaces}, against the truth. For each way, by its
 * name:
 *
 * <ul>
 *   <li>{@code synthetic.vertex_mm.median}: median over faces of {@link ShapeError} between the
 *       shape (identity and expression) and the true one, within 30 degrees of yaw; {@code
 *       .mean_face} the same of the model's mean with a neutral expression, {@code
 *       .mean_face_true_expression} of the mean with the true one, {@code .ratio_to_mean_face} the
 *       quotient of the medians. {@code .yaw60} are those between 30 and 75 degrees. All are over
 *       the faces that the way answered.
 *   <li>{@code synthetic.albedo_error}: mean absolute difference of the albedo on the same
 *       vertices, sRGB in 0 to 1, after one factor a face in linear light, mean over faces; also by
 *       the tone of the true skin.
 *   <li>{@code synthetic.light_angle_deg}: mean angle between the directions of the strongest light
 *       (the first-order coefficients, channels weighed as luminance) where the true light has a
 *       direction.
 *   <li>{@code pose_deg.mae}: mean absolute error over yaw, pitch and roll.
 * </ul>
 */
public final class SyntheticEvaluation {

  private static final double NEAR = 30;
  private static final double FAR = 75;
  private static final int QUALITY = 92;
  private static final double[] LUMINANCE = {0.2126, 0.7152, 0.0722};

  /** Least share of the first order in the light for it to have a direction. */
  private static final double DIRECTED = 0.15;

  private static final double DARK = 0.12;
  private static final double LIGHT = 0.3;

  /** Declared, or detection would assume another lens than the pictures were rendered with. */
  private static final Intrinsics INTRINSICS = FaceRecords.toRecord(TestFaces.CAMERA);

  private final MorphableModel model;
  private final Stage<Frame, FaceCrop> detect;
  private final Regressors regressors;
  private final ShapeError shapes;
  private final AnswerRate rate;

  /** Samples by figure. */
  private final Map<String, Samples> samples = new HashMap<>();

  /** Evaluates this chain; what it does not answer goes to {@code rate}. */
  public SyntheticEvaluation(
      MorphableModel model, Stage<Frame, FaceCrop> detect, Regressors regressors, AnswerRate rate) {
    this.model = model;
    this.detect = detect;
    this.regressors = regressors;
    this.rate = rate;
    shapes = new ShapeError(model);
  }

  /**
   * Runs it.
   *
   * @param faces a bin of yaw
   * @param log told of progress
   */
  public Metrics run(int faces, long seed, Consumer<String> log) {
    TestFaces test = new TestFaces(model, seed);
    for (int i = 0; i < faces; i++) {
      evaluate(test.draw(i, 0, NEAR), "", "synthetic/" + i);
      evaluate(test.draw(i, NEAR, FAR), ".yaw60", "synthetic/turned-" + i);
      if ((i + 1) % 10 == 0 || i + 1 == faces) {
        log.accept(2 * (i + 1) + " of " + 2 * faces + " rendered faces");
      }
    }
    Metrics metrics = new Metrics();
    regressors.names().forEach(name -> report(name, metrics));
    return metrics;
  }

  private void evaluate(TestFace test, String bin, String name) {
    Frame frame =
        Frame.newBuilder()
            .setCameraId(name)
            .setSequence(0)
            .setCapturedAt(Instant.EPOCH)
            .setImage(ByteBuffer.wrap(ImageEncoder.jpeg(test.frame(), QUALITY)))
            .setIntrinsics(INTRINSICS)
            .build();
    Optional<FaceCrop> crop = FitEvaluation.largestFace(detect, frame);
    Map<String, Answer> answers = crop.map(regressors::answers).orElse(Map.of());
    rate.count(name, crop.isPresent(), answers.keySet(), regressors.names());
    answers.forEach((way, answer) -> compare(way, answer.face(), test, bin));
  }

  private void compare(String way, FaceParameters found, TestFace test, String bin) {
    FaceParameters truth = test.truth();
    float[] shape = model.shape(truth);
    float[] none = new float[0];
    String key = way + ".synthetic.vertex_mm" + bin;
    add(key, shapes.of(model.shape(found), shape));
    add(key + ".mean_face", shapes.of(model.shape(none, none, none), shape));
    add(
        key + ".mean_face_true_expression",
        shapes.of(model.shape(none, none, truth.expression()), shape));
    add(
        way + ".pose_deg.mae" + bin,
        HeadPose.of(found.pose()).differenceTo(HeadPose.of(truth.pose())));
    double[] light = direction(truth.illumination());
    if (light[3] > DIRECTED) {
      add(way + ".synthetic.light_angle_deg", angle(light, direction(found.illumination())));
    }
    float[] albedo = model.albedo(truth.albedo());
    double error = albedoError(model.albedo(found.albedo()), albedo);
    add(way + ".synthetic.albedo_error", error);
    add(way + ".synthetic.albedo_error." + tone(albedo), error);
  }

  private void add(String key, double value) {
    samples.computeIfAbsent(key, k -> new Samples()).add(value);
  }

  private Samples of(String key) {
    return samples.getOrDefault(key, new Samples());
  }

  private void report(String way, Metrics metrics) {
    for (String bin : List.of("", ".yaw60")) {
      String key = way + ".synthetic.vertex_mm" + bin;
      Samples own = of(key), mean = of(key + ".mean_face");
      own.putMedian(metrics, key + ".median");
      mean.putMedian(metrics, key + ".mean_face");
      of(key + ".mean_face_true_expression").putMedian(metrics, key + ".mean_face_true_expression");
      if (own.count() > 0) {
        metrics.put(key + ".ratio_to_mean_face", own.median() / mean.median(), own.count());
      }
    }
    List<String> means = new ArrayList<>();
    means.add(".synthetic.albedo_error");
    for (String tone : List.of("dark", "medium", "light")) {
      means.add(".synthetic.albedo_error." + tone);
    }
    means.addAll(List.of(".synthetic.light_angle_deg", ".pose_deg.mae", ".pose_deg.mae.yaw60"));
    means.forEach(key -> of(way + key).putMean(metrics, way + key));
  }

  /** Unit vector of the first order, then its length over the zeroth's. */
  private static double[] direction(Illumination light) {
    double[] d = new double[4];
    double ambient = 0;
    for (int c = 0; c < 3; c++) {
      int at = c * Illumination.BANDS;
      ambient += LUMINANCE[c] * light.coefficients()[at];
      d[0] += LUMINANCE[c] * light.coefficients()[at + 3];
      d[1] += LUMINANCE[c] * light.coefficients()[at + 1];
      d[2] += LUMINANCE[c] * light.coefficients()[at + 2];
    }
    double length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    for (int k = 0; k < 3; k++) {
      d[k] /= Math.max(length, 1e-12);
    }
    d[3] = length / Math.max(ambient, 1e-12);
    return d;
  }

  private static double angle(double[] a, double[] b) {
    double cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }

  private double albedoError(float[] found, float[] truth) {
    double product = 0, square = 0;
    for (int v : shapes.vertices()) {
      for (int i = 3 * v; i < 3 * v + 3; i++) {
        product += found[i] * truth[i];
        square += found[i] * found[i];
      }
    }
    double factor = product / square;
    double sum = 0;
    for (int v : shapes.vertices()) {
      for (int i = 3 * v; i < 3 * v + 3; i++) {
        sum += Math.abs(SRgb.encode(factor * found[i]) - SRgb.encode(truth[i]));
      }
    }
    return sum / (3 * shapes.vertices().length);
  }

  private String tone(float[] albedo) {
    double luminance = 0;
    for (int v : shapes.vertices()) {
      for (int c = 0; c < 3; c++) {
        luminance += LUMINANCE[c] * albedo[3 * v + c] / shapes.vertices().length;
      }
    }
    return luminance < DARK ? "dark" : luminance < LIGHT ? "medium" : "light";
  }
}
