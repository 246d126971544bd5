package dev.relievo.cli;

import dev.relievo.evaluate.DetectEvaluation;
import dev.relievo.evaluate.FitEvaluation;
import dev.relievo.evaluate.Metrics;
import dev.relievo.evaluate.PhotoIndex;
import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.evaluate.SyntheticFitEvaluation;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.FaceDetector;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.tensor.ModelStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo evaluate}: how right it is. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure accuracy: on synthetic faces whose truth is known, and on photographs.",
      "A folder of photographs has an index.csv (a header, then a line a picture:"
          + " file,split,licence). Where a CSV with hand-placed landmarks lies beside a picture of"
          + " the London set, they are compared with; else the network's own.",
      "fit.landmark_nme.* and fit.reprojection_nme.* are mean distances over the landmarks, divided"
          + " by the distance between the pupils; fit.photometric.* is the mean absolute difference"
          + " on visible skin, sRGB in 0 to 1; fit.synthetic.vertex_mm.* is the mean distance of"
          + " corresponding vertices, beside that of the mean face."
    },
    footer = "%nExample:%n  relievo evaluate --photos photos --json figures.json")
final class EvaluateCommand implements Callable<Integer> {

  private static final long SEED = 20;
  private static final int REPEATS = 20;

  @Inject RelievoConfig config;
  @Spec private CommandSpec spec;

  @Option(names = "--photos", paramLabel = "DIR", description = "Folder with an index.csv.")
  private Path folder;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "validation",
      description = "Which pictures of it; default: ${DEFAULT-VALUE}.")
  private String split;

  @Option(
      names = "--faces",
      paramLabel = "N",
      defaultValue = "50",
      description = "Synthetic faces a bin of yaw; default: ${DEFAULT-VALUE}.")
  private int faces;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.")
  private Path json;

  @Override
  public Integer call() throws IOException {
    Stages stages = ConfiguredStages.of(config);
    List<Photo> photos =
        folder == null
            ? List.of()
            : PhotoIndex.read(folder).stream().filter(p -> p.split().equals(split)).toList();
    progress("synthetic faces");
    Metrics metrics = SyntheticFitEvaluation.run(stages.model(), faces, SEED);
    progress("detection on composed frames");
    List<RgbImage> shipped = PhotoFile.shipped().stream().map(PhotoFile::decoded).toList();
    try (FaceDetector detector = new FaceDetector(new ModelStore(config.models()))) {
      metrics.putAll(DetectEvaluation.recall(detector, shipped, REPEATS));
      metrics.putAll(DetectEvaluation.faceless(detector, shipped, REPEATS));
    }
    if (!photos.isEmpty()) {
      try (Stage<Frame, FaceCrop> detect = stages.detect()) {
        metrics.putAll(
            new FitEvaluation(detect, stages.model())
                .run(photos, done -> countUp(done, photos.size())));
      }
    }
    metrics.print(spec.commandLine().getOut());
    if (json != null) {
      metrics.write(json);
    }
    return ExitCode.OK;
  }

  private void countUp(int done, int all) {
    if (done % 50 == 0 || done == all) {
      progress(done + " of " + all + " photographs");
    }
  }

  private void progress(String what) {
    spec.commandLine().getErr().println("relievo: evaluate: " + what);
  }
}
