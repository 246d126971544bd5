package dev.relievo.evaluate;

import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.evaluate.Regressors.Answer;
import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.stage.Stage;
import dev.relievo.stage.regress.FaceFit;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * How well each way to coefficients explains photographs. For each way, by its name:
 *
 * <ul>
 *   <li>{@code landmark_nme.SET}: mean distance from hand-placed landmarks, where there are some,
 *       over the distance between the pupils; {@code reprojection_nme.SET} the same from the
 *       network's 468.
 *   <li>{@code photometric.SET}: as the stage measures it, each way on the skin that it sees;
 *       {@code photometric.shared}: {@link SkinDifference}, on the skin that all see, and {@code
 *       photometric.ratio_to_fit} the quotient of the means.
 *   <li>{@code identity.auc}: {@link IdentityPairs} over the London set, two photographs a person.
 *   <li>{@code pose_deg.to_fit}: mean absolute difference of yaw, pitch and roll from the fit's.
 * </ul>
 *
 * A photograph in which no face is found counts against {@code detect.found.SET} and the answer
 * rate of each way.
 */
public final class PhotoEvaluation {

  private static final String LONDON = "london";

  private final Stage<Frame, FaceCrop> detect;
  private final MorphableModel model;
  private final Regressors regressors;
  private final AnswerRate rate;
  private final SkinDifference skin;
  private final LondonLandmarks london = new LondonLandmarks();
  private final Map<String, Samples> samples = new TreeMap<>();
  private final Map<String, IdentityPairs> identities = new LinkedHashMap<>();
  private final List<JudgedPhoto> judged = new ArrayList<>();

  /** Evaluates this chain; what it does not answer goes to {@code rate}. */
  public PhotoEvaluation(
      Stage<Frame, FaceCrop> detect, MorphableModel model, Regressors regressors, AnswerRate rate) {
    this.detect = detect;
    this.model = model;
    this.regressors = regressors;
    this.rate = rate;
    skin = new SkinDifference(model);
    regressors.names().forEach(way -> identities.put(way, new IdentityPairs(model)));
  }

  /**
   * Evaluates photographs; once.
   *
   * @param progress called with the number done, after each
   */
  public Metrics run(List<Photo> photos, IntConsumer progress) throws IOException {
    int done = 0;
    for (Photo photo : photos) {
      evaluate(photo);
      progress.accept(++done);
    }
    Metrics metrics = new Metrics();
    samples.forEach((key, values) -> values.putMean(metrics, key));
    identities.forEach((way, pairs) -> pairs.put(metrics, way + ".identity.auc"));
    Samples fit = samples.get(Regressors.FIT + ".photometric.shared");
    Samples network = samples.get(Regressors.NETWORK + ".photometric.shared");
    if (fit != null && network != null) {
      metrics.put(
          Regressors.NETWORK + ".photometric.ratio_to_fit",
          network.mean() / fit.mean(),
          network.count());
    }
    return metrics;
  }

  /** The photographs with a face, with all answers, in order. */
  List<JudgedPhoto> judged() {
    return List.copyOf(judged);
  }

  private void evaluate(Photo photo) throws IOException {
    Optional<FaceCrop> crop = FitEvaluation.largestFace(detect, photo.file(), photo.name());
    add("detect.found." + photo.set(), crop.isPresent() ? 1 : 0);
    Map<String, Answer> answers = crop.map(regressors::answers).orElse(Map.of());
    rate.count(photo.name(), crop.isPresent(), answers.keySet(), regressors.names());
    if (crop.isEmpty()) {
      return;
    }
    Camera camera = FaceRecords.camera(crop.get().getFace());
    for (Map.Entry<String, Answer> entry : answers.entrySet()) {
      measure(photo, camera, entry.getKey(), entry.getValue());
    }
    Answer fit = answers.get(Regressors.FIT), network = answers.get(Regressors.NETWORK);
    if (fit != null && network != null) {
      add(
          Regressors.NETWORK + ".pose_deg.to_fit",
          HeadPose.of(network.face().pose()).differenceTo(HeadPose.of(fit.face().pose())));
    }
    judged.add(new JudgedPhoto(photo, crop.get(), answers, differences(crop.get(), answers)));
  }

  private void measure(Photo photo, Camera camera, String way, Answer answer) throws IOException {
    add(way + ".reprojection_nme." + photo.set(), answer.landmarkError());
    if (!Float.isNaN(answer.photometricError())) {
      add(way + ".photometric." + photo.set(), answer.photometricError());
    }
    if (Files.isRegularFile(photo.landmarks())) {
      float[] points = FaceFit.project(model, answer.face(), camera);
      add(
          way + ".landmark_nme." + photo.set(),
          london.error(points, PhotoIndex.points(photo.landmarks())));
    }
    if (photo.set().equals(LONDON)) {
      identities.get(way).add(photo.name().replaceFirst("_[^_]*$", ""), answer.face());
    }
  }

  /** Only where every way has answered: the mask is what all of them show. */
  private Map<String, Double> differences(FaceCrop crop, Map<String, Answer> answers)
      throws IOException {
    Map<String, Double> out = new HashMap<>();
    if (answers.size() < regressors.names().size()) {
      return out;
    }
    List<FaceParameters> faces = answers.values().stream().map(Answer::face).toList();
    double[] errors = skin.of(picture(crop), camera(crop), faces);
    if (errors != null) {
      int i = 0;
      for (String way : answers.keySet()) {
        out.put(way, errors[i]);
        add(way + ".photometric.shared", errors[i++]);
      }
    }
    return out;
  }

  static RgbImage picture(FaceCrop crop) throws IOException {
    try {
      return ImageDecoder.decode(crop.getCrop().getData());
    } catch (ImageRejectedException e) {
      throw new IOException(crop.getFace().getFaceId() + ": the crop cannot be read back", e);
    }
  }

  static CropCamera camera(FaceCrop crop) {
    FaceRef ref = crop.getFace();
    return CropCamera.of(
        FaceRecords.camera(ref), FaceRecords.cropToFrame(ref), crop.getCrop().getWidth());
  }

  private void add(String key, double value) {
    samples.computeIfAbsent(key, k -> new Samples()).add(value);
  }
}
