package dev.relievo.cli;

import dev.relievo.evaluate.ChainBench;
import dev.relievo.evaluate.DetectBench;
import dev.relievo.evaluate.FitBench;
import dev.relievo.evaluate.FitEvaluation;
import dev.relievo.evaluate.MeshBench;
import dev.relievo.evaluate.Metrics;
import dev.relievo.evaluate.Soak;
import dev.relievo.evaluate.StageBench;
import dev.relievo.evaluate.StageSpeed;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.OfflineChain;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stage.displace.DisplaceStage;
import dev.relievo.stage.regress.RegressStage;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.tensor.ModelStore;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo bench}: how fast it is here. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure throughput and latency on the photographs that come with Relievo: networks, fit and"
          + " unwrapping alone, each stage, and the whole chain through a broker in this process.",
      "Prints a figure a line with its number of samples. Times on a busy machine are noisy:"
          + " compare what one run prints."
    },
    footer = "%nExample:%n  relievo bench --json bench.json")
final class BenchCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;
  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "100",
      description = "Timed calls of each function; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "100",
      description = {
        "Frames a pass through the chain; default: ${DEFAULT-VALUE}. 0 leaves it out.",
        "Three passes are timed, after as many as the compiler needs to settle."
      })
  private int frames;

  @Option(
      names = "--soak",
      paramLabel = "N",
      description =
          "Only send N faces through regress, then displace, and watch the memory of the process.")
  private Integer soak;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.")
  private Path json;

  @Override
  public Integer call() throws Exception {
    List<PhotoFile> photos = PhotoFile.shipped();
    Stages stages = ConfiguredStages.of(config);
    if (soak != null) {
      report(soak(stages, photos));
      return ExitCode.OK;
    }
    Metrics metrics = new Metrics();
    progress("networks");
    metrics.putAll(
        DetectBench.run(new ModelStore(config.models()), photos.get(0).decoded(), rounds));
    try (OfflineChain chain = stages.offline()) {
      progress("fit and unwrapping");
      PhotoFile first = photos.get(0);
      FaceCrop face =
          FitEvaluation.largestFace(chain.detect(), first.frame("bench", Instant.now()))
              .orElseThrow();
      metrics.putAll(FitBench.run(stages.model(), face, rounds));
      progress("meshes");
      metrics.putAll(MeshBench.run(stages.model(), rounds));
      progress("stages");
      List<Frame> pictures = photos.stream().map(p -> p.frame("bench", Instant.now())).toList();
      metrics.putAll(StageBench.run(chain, pictures, rounds));
    }
    if (frames > 0) {
      metrics.putAll(
          new ChainBench(stages, config, registry, this::progress)
              .run(photos.stream().map(PhotoFile::bytes).toList(), frames));
    }
    report(metrics);
    return ExitCode.OK;
  }

  private Metrics soak(Stages stages, List<PhotoFile> photos) throws IOException {
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
      metrics.putAll(Soak.run("regress", regress, crops, soak, batch, this::progress));
      maps = StageSpeed.outputs(unwrap, StageSpeed.outputs(regress, crops));
    }
    try (DisplaceStage displace = stages.displace()) {
      progress("displace by " + displace.method());
      metrics.putAll(Soak.run("displace", displace, maps, soak, batch, this::progress));
    }
    return metrics;
  }

  private void report(Metrics metrics) throws IOException {
    metrics.print(spec.commandLine().getOut());
    if (json != null) {
      metrics.write(json);
    }
  }

  private void progress(String what) {
    spec.commandLine().getErr().println("relievo: bench: " + what);
  }
}
