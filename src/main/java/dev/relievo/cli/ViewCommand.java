package dev.relievo.cli;

import dev.relievo.stream.RelievoConfig;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code relievo view}: the viewer on a cluster whose stages run elsewhere. */
@Command(
    name = "view",
    mixinStandardHelpOptions = true,
    description = {
      "Show frames and faces of a Kafka cluster in a browser on this machine, until interrupted.",
      "Runs no stages; serve --view does both. The port is 8080 (quarkus.http.port)."
    },
    footer = "%nExample:%n  relievo view --kafka broker:9092")
final class ViewCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Inject ViewerSwitch viewer;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    viewer.warnIfOpen();
    try (ViewerSwitch.On on =
        viewer.turn(true, kafka.settings(config), null, ConfiguredStages.of(config))) {
      spec.commandLine().getOut().println(on.where().strip());
      spec.commandLine().getOut().flush();
      new CountDownLatch(1).await();
    }
    return ExitCode.OK;
  }
}
