package dev.relievo.cli;

import dev.relievo.evaluate.ChainGrowth;
import dev.relievo.evaluate.GrowthTable;
import dev.relievo.evaluate.Metrics;
import dev.relievo.evaluate.ProcessGrowth;
import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relievo bench growth}: how cost grows with what there is to do. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure how throughput, latency and processor time grow: with cameras, with faces a frame,"
          + " with the size of frames, with processes. Without a choice, all four.",
      "A broker of this process's own; a table each, and figures such as"
          + " growth.cameras.16.faces_per_s."
    },
    footer = {
      "%nThe processes run a simulated device, which takes the same time for every batch and no"
          + " processor time: what is measured is all around it.",
      "%nExamples:%n  relievo bench growth --json growth.json",
      "  relievo bench growth --cameras"
    })
final class BenchGrowthCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;
  @Spec private CommandSpec spec;
  private final Phases phases = Phases.of("bench", () -> spec.commandLine().getErr());

  @Option(names = "--cameras", description = "From 1 to 16 cameras.")
  private boolean cameras;

  @Option(names = "--faces", description = "From 1 to 16 faces a frame.")
  private boolean faces;

  @Option(names = "--sizes", description = "From 480p to 4K.")
  private boolean sizes;

  @Option(
      names = "--processes",
      arity = "0..1",
      fallbackValue = "8",
      paramLabel = "N",
      description = "From 1 to N processes of a stage, doubling; default: 8.")
  private Integer processes;

  @Option(
      names = "--per-step",
      paramLabel = "N",
      defaultValue = "160",
      description = "Faces timed a step of the first three; default: ${DEFAULT-VALUE}.")
  private int perStep;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Stream threads and largest batch a process; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--device",
      paramLabel = "MS",
      defaultValue = "250",
      description = "What the simulated device takes for a batch; default: ${DEFAULT-VALUE}.")
  private int device;

  @Option(
      names = "--window",
      paramLabel = "S",
      defaultValue = "20",
      description =
          "How long each number of processes is timed, after as long untimed; default:"
              + " ${DEFAULT-VALUE}.")
  private int window;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.")
  private Path json;

  @Override
  public Integer call() throws Exception {
    check();
    List<GrowthTable> tables = new ArrayList<>();
    boolean all = !cameras && !faces && !sizes && processes == null;
    List<PhotoFile> photos = PhotoFile.shipped();
    Stages stages = ConfiguredStages.of(config);
    ChainGrowth chain = new ChainGrowth(stages, config, registry, this::progress, perStep);
    if (all || cameras) {
      tables.add(chain.cameras(photos.stream().map(PhotoFile::bytes).toList()));
    }
    if (all || faces) {
      tables.add(chain.faces(photos.get(0).decoded()));
    }
    if (all || sizes) {
      tables.add(chain.sizes(photos.get(0).decoded()));
    }
    if (all || processes != null) {
      tables.add(processGrowth(photos.get(0)));
    }
    phases.close();
    Metrics metrics = new Metrics();
    for (GrowthTable table : tables) {
      table.print(spec.commandLine().getOut());
      metrics.putAll(table.metrics());
    }
    if (json != null) {
      metrics.write(json);
    }
    return ExitCode.OK;
  }

  private void check() {
    if (perStep < 1
        || batch < 1
        || device < 1
        || window < 1
        || processes != null && processes < 1) {
      throw new ParameterException(
          spec.commandLine(), "Numbers of processes, faces, threads and times are 1 or more.");
    }
  }

  private GrowthTable processGrowth(PhotoFile photo) throws InterruptedException {
    int most = processes == null ? 8 : processes;
    ProcessGrowth.Plan plan =
        new ProcessGrowth.Plan(most, batch, Duration.ofMillis(device), Duration.ofSeconds(window));
    return new ProcessGrowth(config, plan, BenchStageProcessCommand::command, this::progress)
        .run(photo.bytes());
  }

  private void progress(String what) {
    phases.say(what);
  }
}
