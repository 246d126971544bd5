package dev.relievo.evaluate;

import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stage.displace.DisplaceStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The whole evaluation of coarse faces: rendered faces, photographs, speed and a sheet of pictures,
 * each through the same stages, for each way to coefficients.
 */
public final class RegressEvaluation implements AutoCloseable {

  private static final int REPORT_EVERY = 25;

  private final Stages stages;
  private final Stage<Frame, FaceCrop> detect;
  private final Regressors regressors;
  private final AnswerRate rate = new AnswerRate();
  private final Consumer<String> log;
  private final List<FaceCrop> crops = new ArrayList<>();

  /**
   * Loads the stages.
   *
   * @param log told of progress
   */
  public RegressEvaluation(Stages stages, Consumer<String> log) {
    this.stages = stages;
    this.log = log;
    detect = stages.detect();
    regressors = new Regressors(stages);
  }

  /** {@link SyntheticEvaluation}. */
  public Metrics synthetic(int faces, long seed) {
    return new SyntheticEvaluation(stages.model(), detect, regressors, rate).run(faces, seed, log);
  }

  /**
   * {@link PhotoEvaluation}.
   *
   * @param pictures folder for a sheet of faces; null for none
   */
  public Metrics photographs(List<Photo> photos, Path pictures) throws IOException {
    PhotoEvaluation evaluation = new PhotoEvaluation(detect, stages.model(), regressors, rate);
    Metrics metrics =
        evaluation.run(
            photos,
            done -> {
              if (done % REPORT_EVERY == 0 || done == photos.size()) {
                log.accept(done + " of " + photos.size() + " photographs");
              }
            });
    evaluation.judged().stream().limit(64).forEach(photo -> crops.add(photo.crop()));
    if (pictures != null) {
      new PictureSheet(stages.model(), regressors.names())
          .write(evaluation.judged(), pictures, log);
    }
    return metrics;
  }

  /**
   * {@link StageSpeed} of {@code regress} and {@code displace} over the photographs that were
   * evaluated. Where there is no network for relief, the latter is the time of writing none.
   *
   * @param others taken where there were none
   */
  public Metrics speed(List<Frame> others) {
    if (crops.isEmpty()) {
      others.forEach(frame -> FitEvaluation.largestFace(detect, frame).ifPresent(crops::add));
    }
    Metrics metrics = StageSpeed.run("regress", regressors.fastest(), crops, 1, 16);
    List<CoarseFace> coarse = StageSpeed.outputs(regressors.fastest(), crops);
    try (Stage<CoarseFace, UnwrappedFace> unwrap = stages.unwrap();
        DisplaceStage displace = stages.displace()) {
      log.accept("speed of displace by " + displace.method());
      List<UnwrappedFace> maps = StageSpeed.outputs(unwrap, coarse);
      metrics.putAll(StageSpeed.run("displace", displace, maps, 1, 8));
    }
    return metrics;
  }

  /** How many pictures were answered so far; those that were not are logged. */
  public Metrics answerRate() {
    rate.failures().forEach(log);
    return rate.metrics(regressors);
  }

  @Override
  public void close() {
    regressors.close();
    detect.close();
  }
}
