package dev.relievo.chaos;

import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageRunner;
import dev.relievo.stream.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A process of stages as {@code relievo serve} is one, with the real runner and topology, and
 * {@link SimulatedStages} for the networks. Arguments: the file of its {@link Pulse}, the stages
 * separated by commas, milliseconds a batch, then options as {@code name=value}.
 */
final class StageMain {

  private static final Duration START = Duration.ofMinutes(4);

  /** What {@code relievo serve} exits with where a stage stops by itself. */
  private static final int UNAVAILABLE = 4;

  private StageMain() {}

  public static void main(String[] args) throws Exception {
    ChildJvm.endWithParent();
    Pulse pulse = Pulse.in(Path.of(args[0]));
    List<String> stages = List.of(args[1].split(","));
    Duration perBatch = Duration.ofMillis(Long.parseLong(args[2]));
    RelievoConfig config = TestConfig.with(options(Arrays.asList(args).subList(3, args.length)));
    StageRunner runner =
        new StageRunner(config, KafkaSettings.of(config), new SimpleMeterRegistry());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner, pulse)));
    try {
      SimulatedStages simulated = new SimulatedStages(perBatch, pulse);
      stages.forEach(stage -> simulated.start(stage, runner));
      runner.awaitReady(START);
      pulse.become(Pulse.State.READY);
      runner.awaitFailure().printStackTrace();
    } catch (RuntimeException e) {
      e.printStackTrace();
    }
    System.exit(UNAVAILABLE);
  }

  private static void close(StageRunner runner, Pulse pulse) {
    runner.close();
    pulse.become(Pulse.State.CLOSED);
  }

  private static Map<String, String> options(List<String> arguments) {
    return arguments.stream()
        .map(argument -> argument.split("=", 2))
        .collect(Collectors.toMap(option -> option[0], option -> option[1]));
  }
}
