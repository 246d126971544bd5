package dev.relievo.cli;

import dev.relievo.stage.Stages;
import dev.relievo.stream.Chain;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageRunner;
import dev.relievo.stream.StagesReadiness;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.health.Readiness;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo serve}: stages against a cluster, until told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run stages against a Kafka cluster, until interrupted.",
      "Serves /health/ready, /health/live and /metrics on port 8080 (quarkus.http.port). A process"
          + " that is told to stop finishes what it has in work and hands its partitions over; one"
          + " whose stage is stuck ends with exit code 4, having lost nothing.",
      "With --embedded or --view the same port shows frames, faces and stages in a browser."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo serve --all --embedded",
      "  RELIEVO_STAGE_THREADS=16 relievo serve --stage detect --kafka broker:9092"
    })
final class ServeCommand implements Callable<Integer> {

  private static final int EMBEDDED_PARTITIONS = 4;
  private static final Duration START = Duration.ofMinutes(2);

  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;
  @Inject @Readiness StagesReadiness readiness;
  @Inject ViewerSwitch viewer;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Option(
      names = "--embedded",
      description = "Start a broker of this process's own, with topics, and use that.")
  private boolean embedded;

  @Option(
      names = "--view",
      negatable = true,
      defaultValue = Option.NULL_VALUE,
      description = "Show frames, faces and stages in a browser; default: only with --embedded.")
  private Boolean view;

  /** Either all stages or some. */
  private static final class Which {
    @Option(names = "--all", required = true, description = "Every stage.")
    private boolean all;

    @Option(
        names = "--stage",
        required = true,
        paramLabel = "S",
        description = "One of detect, regress, unwrap, displace, mesh; repeat it for several.")
    private List<String> names;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (embedded) {
      serveEmbedded();
    } else {
      serve(kafka.settings(config));
    }
    return ExitCode.OK;
  }

  private void serveEmbedded() throws InterruptedException {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).at(broker.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(settings)) {
        admin.create(Topics.all(), EMBEDDED_PARTITIONS, (short) 1);
      }
      say("broker at %s", broker.bootstrapServers());
      serve(settings);
    }
  }

  private void serve(KafkaSettings settings) throws InterruptedException {
    List<String> names = which.all ? Chain.STAGES : which.names.stream().distinct().toList();
    Stages stages = ConfiguredStages.of(config);
    try (StageRunner runner = new StageRunner(config, settings, registry)) {
      readiness.of(runner);
      try (ViewerSwitch.On on = viewer.turn(isViewed(), settings, runner, stages)) {
        names.forEach(name -> StageStarter.start(name, stages, runner));
        runner.awaitReady(START);
        say("serving %s%s", String.join(", ", names), on.where());
        Throwable failure = runner.awaitFailure();
        throw new CommandFailure(ExitCode.UNAVAILABLE, failure.getMessage(), failure);
      }
    }
  }

  private boolean isViewed() {
    return view == null ? embedded : view;
  }

  private void say(String format, Object... arguments) {
    spec.commandLine().getOut().printf(format + "%n", arguments);
    spec.commandLine().getOut().flush();
  }
}
