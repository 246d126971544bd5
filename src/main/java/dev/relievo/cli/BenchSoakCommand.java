package dev.relievo.cli;

import dev.relievo.evaluate.ChainSoak;
import dev.relievo.evaluate.FitEvaluation;
import dev.relievo.evaluate.Metrics;
import dev.relievo.evaluate.Soak;
import dev.relievo.evaluate.StageSpeed;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stage.displace.DisplaceStage;
import dev.relievo.stage.regress.RegressStage;
import dev.relievo.stream.RelievoConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo bench soak}: whether memory grows. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run for long and watch the memory of the process: what is resident, and what is alive on the"
          + " heap after a collection.",
      "Ends with exit code 1 where either grows by more than 5 %% over the last three quarters of"
          + " the readings. A heap of fixed size (RELIEVO_JAVA_OPTS=\"-Xms1g -Xmx1g\") keeps what"
          + " Java reserves out of the resident memory's trend."
    },
    footer = "%nExample:%n  relievo bench soak --minutes 30 --json soak.json")
final class BenchSoakCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;
  @Spec private CommandSpec spec;
  private final Phases phases = Phases.of("bench", () -> spec.commandLine().getErr());

  @ArgGroup private Length length = new Length();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.")
  private Path json;

  /** Either of the chain or of bare stages. */
  private static final class Length {

    @Option(
        names = "--minutes",
        paramLabel = "N",
        description = "Saturate the whole chain with a broker in this process; default: 30.")
    private Double minutes;

    @Option(
        names = "--faces",
        paramLabel = "N",
        description = "Instead send N faces through bare regress, then displace.")
    private Integer faces;
  }

  @Override
  public Integer call() throws Exception {
    List<PhotoFile> photos = PhotoFile.shipped();
    Stages stages = ConfiguredStages.of(config);
    double minutes = length.minutes == null ? 30 : length.minutes;
    Metrics metrics =
        length.faces == null
            ? new ChainSoak(stages, config, registry, this::progress)
                .run(
                    photos.stream().map(PhotoFile::bytes).toList(),
                    Duration.ofSeconds(Math.round(60 * minutes)))
            : bare(stages, photos, length.faces);
    phases.close();
    metrics.print(spec.commandLine().getOut());
    if (json != null) {
      metrics.write(json);
    }
    boolean flat =
        metrics.values().entrySet().stream()
            .filter(figure -> figure.getKey().endsWith(".flat"))
            .allMatch(figure -> figure.getValue().value() == 1);
    return flat ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private Metrics bare(Stages stages, List<PhotoFile> photos, int faces) {
    List<FaceCrop> crops = new ArrayList<>();
    try (Stage<Frame, FaceCrop> detect = stages.detect()) {
      for (PhotoFile photo : photos) {
        crops.add(
            FitEvaluation.largestFace(detect, photo.frame("bench", Instant.now())).orElseThrow());
      }
    }
    int batch = config.stage().maxBatch();
    Metrics metrics = new Metrics();
    List<UnwrappedFace> maps;
    try (RegressStage regress = stages.regress();
        Stage<CoarseFace, UnwrappedFace> unwrap = stages.unwrap()) {
      progress("regress by " + regress.method());
      metrics.putAll(Soak.run("regress", regress, crops, faces, batch, this::progress));
      maps = StageSpeed.outputs(unwrap, StageSpeed.outputs(regress, crops));
    }
    try (DisplaceStage displace = stages.displace()) {
      progress("displace by " + displace.method());
      metrics.putAll(Soak.run("displace", displace, maps, faces, batch, this::progress));
    }
    return metrics;
  }

  private void progress(String what) {
    phases.say(what);
  }
}
