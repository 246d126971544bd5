package dev.relievo.evaluate;

import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;

/** A process of {@link ProcessGrowthTest}: broker, threads, milliseconds a batch. */
final class SimulatedStageMain {

  private SimulatedStageMain() {}

  public static void main(String[] arguments) throws Exception {
    RelievoConfig config =
        TestConfig.with(
            Map.of(
                "relievo.stage.threads", arguments[1],
                "relievo.stage.max-batch", arguments[1],
                "relievo.stage.max-delay", "20ms"));
    SimulatedStage.run(
        config,
        KafkaSettings.of(config).at(arguments[0]),
        new SimpleMeterRegistry(),
        Duration.ofMillis(Long.parseLong(arguments[2])),
        System.in,
        new PrintWriter(System.out));
  }
}
