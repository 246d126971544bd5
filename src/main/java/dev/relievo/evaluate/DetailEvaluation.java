package dev.relievo.evaluate;

import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.stage.Stages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The whole evaluation of relief: faces whose relief is known, photographs and sheets of pictures,
 * each through the same stages.
 */
public final class DetailEvaluation implements AutoCloseable {

  private static final int REPORT_EVERY = 25;

  private final DetailStages stages;
  private final SkinCharts charts;
  private final Consumer<String> log;

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
   * @param faces with folds, once shaded only and once dark inside; half as many without
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
    if (pictures != null) {
      new DetailSheet(charts).write(evaluation.judged(), pictures, log);
    }
    return metrics;
  }

  @Override
  public void close() {
    stages.close();
  }
}
