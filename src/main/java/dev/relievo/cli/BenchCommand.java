package dev.relievo.cli;

import dev.relievo.evaluate.ChainBench;
import dev.relievo.evaluate.DetectBench;
import dev.relievo.evaluate.FitBench;
import dev.relievo.evaluate.FitEvaluation;
import dev.relievo.evaluate.MeshBench;
import dev.relievo.evaluate.Metrics;
import dev.relievo.evaluate.StageBench;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.OfflineChain;
import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.tensor.ModelStore;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    subcommands = {
      BenchGrowthCommand.class,
      BenchSoakCommand.class,
      BenchStageProcessCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo bench --json bench.json",
      "  relievo bench growth --processes 8  how throughput grows",
      "  relievo bench soak --minutes 30     whether memory does"
    })
final class BenchCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;
  @Spec private CommandSpec spec;
  private final Phases phases = Phases.of("bench", () -> spec.commandLine().getErr());

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "100",
      description = "Timed calls of each function; default: ${DEFAULT-VALUE}. 0 leaves them out.")
  private int rounds;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "300",
      description = {
        "Frames a pass through the chain; default: ${DEFAULT-VALUE}. 0 leaves it out.",
        "Three passes are timed. Short ones say more of filling and emptying the chain."
      })
  private int frames;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "60",
      description = {
        "Seconds that the chain, then the bare functions, run untimed at least; up to four times as"
            + " long where the compiler has not settled; default: ${DEFAULT-VALUE}."
      })
  private int warmUp;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.")
  private Path json;

  @Override
  public Integer call() throws Exception {
    List<PhotoFile> photos = PhotoFile.shipped();
    Stages stages = ConfiguredStages.of(config);
    Metrics metrics = new Metrics();
    if (rounds > 0) {
      functions(stages, photos, metrics);
    }
    if (frames > 0) {
      metrics.putAll(
          new ChainBench(stages, config, registry, this::progress)
              .run(
                  photos.stream().map(PhotoFile::bytes).toList(),
                  frames,
                  Duration.ofSeconds(warmUp)));
    }
    report(metrics);
    return ExitCode.OK;
  }

  private void functions(Stages stages, List<PhotoFile> photos, Metrics metrics)
      throws ImageRejectedException {
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
  }

  private void report(Metrics metrics) throws IOException {
    phases.close();
    metrics.print(spec.commandLine().getOut());
    if (json != null) {
      metrics.write(json);
    }
  }

  private void progress(String what) {
    phases.say(what);
  }
}
