package dev.relievo.cli;

import dev.relievo.nn.NetworkDevice;
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
import org.eclipse.microprofile.config.inject.ConfigProperty;
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
      "The stages are those of --all or --stage, else those of RELIEVO_STAGE. Start as many"
          + " processes of each as you like, up to the partitions of its topic.",
      "Serves /health/ready, /health/live and /metrics on 127.0.0.1 (quarkus.http.host), port 8480"
          + " (quarkus.http.port); relievo.http.password-file asks for a password. It is"
          + " ready when the models are loaded and their hashes checked, the topics are there and"
          + " every stage runs. A process that is told to stop (SIGTERM, SIGINT) finishes what it"
          + " has in work, commits, and leaves its partitions to others at once; one whose stage is"
          + " stuck ends with exit code 4, having lost nothing.",
      "With --embedded or --view the same port, then 8080, shows frames, faces and stages in a"
          + " browser."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo serve --all --embedded",
      "  relievo serve --stage unwrap,mesh --kafka broker:9092",
      "  RELIEVO_STAGE=detect RELIEVO_STAGE_THREADS=16 relievo serve --kafka broker:9092"
    })
final class ServeCommand implements Callable<Integer> {

  private static final int EMBEDDED_PARTITIONS = 4;
  private static final Duration START = Duration.ofMinutes(2);

  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;

  @ConfigProperty(name = "quarkus.http.host")
  String host;

  @Inject @Readiness StagesReadiness readiness;
  @Inject ViewerSwitch viewer;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @ArgGroup private Which which;

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
        split = ",",
        paramLabel = "S",
        description =
            "Of detect, regress, unwrap, displace, mesh; several separated by commas, or repeat it."
                + " Default: the environment's RELIEVO_STAGE.")
    private List<String> names;

    private List<String> names() {
      return all ? Chain.STAGES : names;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    HttpUser.warnIfOpen(config.http(), host);
    List<String> stages =
        StageSelection.of(which == null ? null : which.names(), config.stage().names());
    if (embedded) {
      serveEmbedded(stages);
    } else {
      serve(stages, kafka.settings(config));
    }
    return ExitCode.OK;
  }

  private void serveEmbedded(List<String> names) throws InterruptedException {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).on(broker);
      try (TopicAdmin admin = new TopicAdmin(settings)) {
        admin.create(Topics.onBroker(), EMBEDDED_PARTITIONS, (short) 1);
      }
      say("broker at %s", broker.bootstrapServers());
      serve(names, settings);
    }
  }

  private void serve(List<String> names, KafkaSettings settings) throws InterruptedException {
    Stages stages = ConfiguredStages.of(config);
    try (StageRunner runner = new StageRunner(config, settings, registry)) {
      readiness.of(runner, names);
      try (ViewerSwitch.On on = viewer.turn(isViewed(), settings, runner, stages)) {
        names.forEach(name -> runner.start(name, stages));
        if (names.contains("regress") || names.contains("displace")) {
          runner.watch(NetworkDevice.of(config.device()));
        }
        awaitReady(runner);
        say("serving %s%s", String.join(", ", names), on.where());
        Throwable failure = runner.awaitFailure();
        throw new CommandFailure(ExitCode.UNAVAILABLE, failure.getMessage(), failure);
      }
    }
  }

  private boolean isViewed() {
    return view == null ? embedded : view;
  }

  private static void awaitReady(StageRunner runner) throws InterruptedException {
    try {
      runner.awaitReady(START);
    } catch (IllegalStateException e) {
      throw new CommandFailure(ExitCode.UNAVAILABLE, e.getMessage(), e);
    }
  }

  private void say(String format, Object... arguments) {
    spec.commandLine().getOut().printf(format + "%n", arguments);
    spec.commandLine().getOut().flush();
  }
}
