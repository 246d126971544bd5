package dev.relievo.cli;

import dev.relievo.export.FaceFiles;
import dev.relievo.stage.Stages;
import dev.relievo.stream.Chain;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageMetrics;
import dev.relievo.stream.StageRunner;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import dev.relievo.stream.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo demo}: the whole chain on a broker of its own. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Start a Kafka broker and every stage in this process, publish photographs, write the faces.",
      "Each face becomes a GLB, an OBJ with MTL and texture, a PLY, a JSON of coefficients,"
          + " displacement and normal maps where there is relief, and a preview PNG, named after"
          + " the photograph and the face's index from the left.",
      "With --view the faces are shown in a browser, and it goes on until interrupted.",
      "Ends with 0 if every photograph was answered and at least one face was made, else with 1."
    },
    footer = "%nExamples:%n  relievo demo family.jpg --out faces --json%n  relievo demo --view")
final class DemoCommand implements Callable<Integer> {

  private static final int PARTITIONS = 4;
  private static final Duration START = Duration.ofMinutes(2);

  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;
  @Inject ViewerSwitch viewer;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "PHOTO",
      description = "Photographs, or folders of them; default: the two that come with Relievo.")
  private List<Path> paths;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "Folder of the files; default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Give up after this long without any answer; default: ${DEFAULT-VALUE}.")
  private int patience;

  @Option(
      names = "--view",
      description = "Show the faces in a browser on this machine, and take photographs from there.")
  private boolean view;

  @Option(
      names = "--json",
      description = "Print the outcome as one JSON object; what happens goes to standard error.")
  private boolean json;

  @Mixin private MeshOption mesh;

  @Override
  public Integer call() throws Exception {
    List<PhotoFile> photos = paths == null ? PhotoFile.shipped() : PhotoFile.read(paths);
    Files.createDirectories(out);
    if (view) {
      viewer.warnIfOpen();
    }
    Stopwatch watch = new Stopwatch();
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).on(broker);
      createTopics(settings);
      say("broker   %s, %d topics (%s)", broker.bootstrapServers(), Topics.all().size(), watch);
      Stages stages = ConfiguredStages.of(config);
      try (StageRunner runner = new StageRunner(config, settings, registry);
          ViewerSwitch.On on = viewer.turn(view, settings, runner, stages);
          ChainReader reader = new ChainReader(settings, ChainReader.From.NOW)) {
        Chain.STAGES.forEach(stage -> runner.start(stage, stages));
        runner.awaitReady(START);
        say("stages   %s (%s)", String.join(", ", Chain.STAGES), watch);
        DemoRun run = publish(photos, settings, stages);
        run.readAll(reader, runner, Duration.ofSeconds(patience));
        if (json) {
          spec.commandLine().getOut().println(run.json());
        } else {
          say("%s", run.summary());
        }
        printTimes(runner.metrics());
        if (view) {
          say("%n%s", on.where());
          throw new CommandFailure(ExitCode.UNAVAILABLE, runner.awaitFailure().getMessage());
        }
        return run.isSuccess() ? ExitCode.OK : ExitCode.INCOMPLETE;
      }
    }
  }

  private static void createTopics(KafkaSettings settings) {
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.create(Topics.onBroker(), PARTITIONS, (short) 1);
    }
  }

  private DemoRun publish(List<PhotoFile> photos, KafkaSettings settings, Stages stages) {
    FaceFiles files = new FaceFiles(stages.model(), mesh.style());
    DemoRun run = new DemoRun(out, files, this::say);
    try (Tracing tracing = Tracing.of(config);
        FramePublisher publisher = new FramePublisher(settings, tracing)) {
      photos.forEach(photo -> run.publish(photo, publisher));
    }
    return run;
  }

  private void printTimes(Map<String, StageMetrics> metrics) {
    say("");
    say("%-9s %8s %14s %14s", "stage", "records", "function ms", "waiting ms");
    metrics.forEach(
        (stage, meters) ->
            say(
                "%-9s %8d %14.1f %14.1f",
                stage,
                meters.items(),
                meters.functionMillisPerItem(),
                meters.queueMillisPerItem()));
    say("(mean a record, virtual machine still cold; waiting is for the stage's turn in a batch)");
  }

  private void say(String format, Object... arguments) {
    PrintWriter writer = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    writer.printf(format + "%n", arguments);
    writer.flush();
  }

  /** Seconds since it was made or last read. */
  private static final class Stopwatch {
    private long start = System.nanoTime();

    @Override
    public String toString() {
      long now = System.nanoTime();
      String text = "%.1f s".formatted((now - start) / 1e9);
      start = now;
      return text;
    }
  }
}
