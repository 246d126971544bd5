package dev.relievo.evaluate;

import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Stages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The whole evaluation of relief: faces whose relief is known, photographs, speed and sheets of
 * pictures, each through the same stages.
 */
public final class DetailEvaluation implements AutoCloseable {

  private static final int REPORT_EVERY = 25;
  private static final int LARGE_BATCH = 8;
  private static final int TIMED = 64;

  private final DetailStages stages;
  private final SkinCharts charts;
  private final Consumer<String> log;
  private final List<UnwrappedFace> unwrapped = new ArrayList<>();

  /**
   * Loads the stages.
   *
   * @param log told of progress
   */
  public DetailEvaluation(Stages made, Consumer<String> log) {
    this(new DetailStages(made), log);
  }

  DetailEvaluation(DetailStages stages, Consumer<String> log) {
    this.stages = stages;
    this.log = log;
    charts = new SkinCharts(stages.model());
  }

  /**
   * {@link SyntheticDetailEvaluation}.
   *
   * @param faces with folds; half as many without
   */
  public Metrics synthetic(int faces, long seed) {
    return new SyntheticDetailEvaluation(stages, charts).run(faces, seed, log);
  }

  /**
   * {@link PhotoDetailEvaluation}.
   *
   * @param pictures folder for sheets of faces; null for none
   */
  public Metrics photographs(List<Photo> photos, Path pictures) throws IOException {
    PhotoDetailEvaluation evaluation = new PhotoDetailEvaluation(stages, charts);
    Metrics metrics =
        evaluation.run(
            photos,
            done -> {
              if (done % REPORT_EVERY == 0 || done == photos.size()) {
                log.accept("relief of " + done + " of " + photos.size() + " photographs");
              }
            });
    List<DetailedPhoto> judged = evaluation.judged();
    judged.stream().limit(TIMED).forEach(photo -> unwrapped.add(photo.detailed().unwrapped()));
    if (pictures != null) {
      new DetailSheet(charts).write(judged, pictures, log);
    }
    return metrics;
  }

  /**
   * {@link StageSpeed} of the displace stage over the photographs that were evaluated.
   *
   * @param others taken where there were none
   */
  public Metrics speed(List<Frame> others) {
    if (unwrapped.isEmpty()) {
      for (Frame frame : others) {
        stages
            .face(frame)
            .flatMap(stages::coarse)
            .flatMap(stages::relief)
            .ifPresent(detailed -> unwrapped.add(detailed.unwrapped()));
      }
    }
    return StageSpeed.run("displace", stages.displace(), unwrapped, LARGE_BATCH);
  }

  @Override
  public void close() {
    stages.close();
  }
}
