package dev.relievo.evaluate;

import dev.relievo.stream.Chain;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageRunner;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * What a process of {@link ProcessGrowth} does: runs {@code detect} on a {@link SimulatedDevice}.
 */
public final class SimulatedStage {

  /** What is printed when the stage runs. */
  static final String READY = "ready";

  private static final Duration START = Duration.ofMinutes(5);

  private SimulatedStage() {}

  /**
   * Runs until the input ends, which it also does when the process at its other end dies.
   *
   * @param batch how long the device takes for a batch
   */
  public static void run(
      RelievoConfig config,
      KafkaSettings settings,
      MeterRegistry registry,
      Duration batch,
      InputStream until,
      PrintWriter out)
      throws InterruptedException, IOException {
    try (StageRunner runner = new StageRunner(config, settings, registry)) {
      runner.start(Chain.detect(), new SimulatedDevice(batch));
      runner.awaitReady(START);
      out.println(READY);
      out.flush();
      while (until.read() >= 0) {
        // Nothing is expected but the end.
      }
    }
  }
}
