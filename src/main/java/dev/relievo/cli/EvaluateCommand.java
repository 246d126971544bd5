package dev.relievo.cli;

import dev.relievo.evaluate.DetailEvaluation;
import dev.relievo.evaluate.DetectEvaluation;
import dev.relievo.evaluate.Metrics;
import dev.relievo.evaluate.PhotoIndex;
import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.evaluate.RegressEvaluation;
import dev.relievo.evaluate.SyntheticFitEvaluation;
import dev.relievo.evaluate.VideoEvaluation;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.FaceDetector;
import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.tensor.ModelStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
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
      "What begins with coarse. is the network's, with fit. the fit's, on the same faces."
          + " landmark_nme.* and reprojection_nme.* are mean distances over the landmarks, divided"
          + " by the distance between the pupils; photometric.* is the mean absolute difference on"
          + " visible skin, sRGB in 0 to 1, photometric.ratio_to_fit on the skin that both show;"
          + " synthetic.vertex_mm.* is the mean distance of corresponding vertices after a"
          + " similarity, beside that of the mean face; identity.auc the probability that two"
          + " photographs of one person are more alike than two of different people.",
      "video.* follows faces: video.jitter_mm is the way of vertices from frame to frame at rest,"
          + " video.lag_frames how far filtered faces trail raw ones, video.identity_drift the"
          + " change of the shape from frame to frame, mm."
    },
    footer = "%nExample:%n  relievo evaluate --photos photos --json figures.json")
final class EvaluateCommand implements Callable<Integer> {

  private static final long SEED = 20;
  private static final int REPEATS = 20;
  private static final int QUICK = 10;

  /** Rendered clips, and photographs that are shaken. */
  private static final int CLIPS = 20;

  /** Faces with known relief, bins of yaw: as many as rendered faces of all bins. */
  private static final int RELIEF = 2;

  @Inject RelievoConfig config;
  @Spec private CommandSpec spec;
  private final Phases phases = Phases.of("evaluate", () -> spec.commandLine().getErr());

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

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Only these of ${COMPLETION-CANDIDATES}; default: all.")
  private Set<Part> only = EnumSet.allOf(Part.class);

  @Option(
      names = "--quick",
      description = "A tenth of the rendered faces, a fifth of the pictures: a first look.")
  private boolean quick;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = {
        "Write sheets of photographs with what was made of them there: faces that differ most, and"
            + " the five worst; as detail-N.png those with the strongest relief, and the three"
            + " worst."
      })
  private Path pictures;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.")
  private Path json;

  /** Parts of the evaluation. */
  private enum Part {
    /** The fit's geometry on projected landmarks. */
    fit,
    /** Detection on composed frames. */
    detect,
    /** Rendered faces through detection and regression. */
    synthetic,
    /** Photographs. */
    photos,
    /** Relief: rendered faces, and the photographs again. */
    detail,
    /** Faces followed through rendered clips and shaken photographs. */
    video,
    /** Times of the stages regress and displace. */
    speed
  }

  @Override
  public Integer call() throws IOException {
    if (pictures != null && (folder == null || !needsPhotos())) {
      throw new CommandFailure(
          ExitCode.USAGE, "--pictures needs --photos, and the part photos or detail");
    }
    Stages stages = ConfiguredStages.of(config);
    List<Photo> photos = photos();
    Metrics metrics = new Metrics();
    if (only.contains(Part.fit)) {
      progress("projected landmarks");
      metrics.putAll(SyntheticFitEvaluation.run(stages.model(), some(faces), SEED));
    }
    if (only.contains(Part.detect)) {
      metrics.putAll(detection());
    }
    if (only.contains(Part.synthetic) || only.contains(Part.photos) || only.contains(Part.speed)) {
      metrics.putAll(regression(stages, photos));
    }
    if (only.contains(Part.detail)) {
      metrics.putAll(detail(stages, photos));
    }
    if (only.contains(Part.video)) {
      metrics.putAll(video(stages, photos));
    }
    phases.close();
    metrics.print(spec.commandLine().getOut());
    if (json != null) {
      metrics.write(json);
    }
    return ExitCode.OK;
  }

  /** Those of the split; with {@code --quick} two of ten of each set, neighbours: one person's. */
  private List<Photo> photos() throws IOException {
    if (folder == null || !needsPhotos()) {
      return List.of();
    }
    List<Photo> all =
        PhotoIndex.read(folder).stream().filter(p -> p.split().equals(split)).toList();
    Map<String, Integer> seen = new HashMap<>();
    return all.stream()
        .filter(
            p ->
                !quick
                    || seen.merge(p.set(), 1, Integer::sum) % QUICK <= 2
                        && seen.get(p.set()) % QUICK > 0)
        .toList();
  }

  private boolean needsPhotos() {
    return only.contains(Part.photos) || only.contains(Part.detail) || only.contains(Part.video);
  }

  private int some(int count) {
    return quick ? Math.max(2, count / QUICK) : count;
  }

  private Metrics detection() {
    progress("detection on composed frames");
    Metrics metrics = new Metrics();
    List<RgbImage> shipped = PhotoFile.shipped().stream().map(PhotoFile::decoded).toList();
    try (FaceDetector detector = new FaceDetector(new ModelStore(config.models()))) {
      metrics.putAll(DetectEvaluation.recall(detector, shipped, some(REPEATS)));
      metrics.putAll(DetectEvaluation.faceless(detector, shipped, some(REPEATS)));
    }
    return metrics;
  }

  private Metrics regression(Stages stages, List<Photo> photos) throws IOException {
    Metrics metrics = new Metrics();
    try (RegressEvaluation evaluation = new RegressEvaluation(stages, this::progress)) {
      if (only.contains(Part.synthetic)) {
        metrics.putAll(evaluation.synthetic(some(faces), SEED));
      }
      if (!photos.isEmpty() && only.contains(Part.photos)) {
        metrics.putAll(evaluation.photographs(photos, pictures));
      }
      metrics.putAll(evaluation.answerRate());
      if (only.contains(Part.speed)) {
        progress("speed of the stages");
        metrics.putAll(
            evaluation.speed(
                PhotoFile.shipped().stream()
                    .map(photo -> photo.frame("evaluate", Instant.EPOCH))
                    .toList()));
      }
    }
    return metrics;
  }

  private Metrics detail(Stages stages, List<Photo> photos) throws IOException {
    Metrics metrics = new Metrics();
    try (DetailEvaluation evaluation = new DetailEvaluation(stages, this::progress)) {
      metrics.putAll(evaluation.synthetic(some(RELIEF * faces), SEED));
      if (!photos.isEmpty()) {
        metrics.putAll(evaluation.photographs(photos, pictures));
      }
    }
    return metrics;
  }

  /** Evenly spread photographs are shaken. */
  private Metrics video(Stages stages, List<Photo> photos) throws IOException {
    int step = Math.max(1, photos.size() / some(CLIPS));
    List<Photo> spread =
        IntStream.range(0, photos.size() / step).mapToObj(i -> photos.get(step * i)).toList();
    progress("rendered clips and " + spread.size() + " shaken photographs");
    try (VideoEvaluation evaluation = new VideoEvaluation(stages, this::progress)) {
      return evaluation.run(some(CLIPS), SEED, spread);
    }
  }

  private void progress(String what) {
    phases.say(what);
  }
}
