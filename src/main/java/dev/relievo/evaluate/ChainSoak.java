package dev.relievo.evaluate;

import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Runs the whole chain with its broker in this process for long and watches the memory of the
 * process. The topics keep their records on disk, which is no memory of the process.
 */
public final class ChainSoak {

  private static final int CAMERAS = 8;
  private static final int FRAMES = 16;
  private static final int LEAST_READINGS = 8;
  private static final Duration BETWEEN = Duration.ofSeconds(30);

  private final Stages stages;
  private final RelievoConfig config;
  private final MeterRegistry registry;
  private final Consumer<String> log;

  /** Prepares a soak; starts nothing. */
  public ChainSoak(
      Stages stages, RelievoConfig config, MeterRegistry registry, Consumer<String> log) {
    this.stages = stages;
    this.config = config;
    this.registry = registry;
    this.log = log;
  }

  /**
   * Runs the chain saturated.
   *
   * @param images encoded pictures, each with at least one face; taken in turn
   * @param length how long; a reading every half minute, at least eight
   * @return as {@link MemoryTrend} has it, after {@code chain.soak}
   */
  public Metrics run(List<byte[]> images, Duration length) throws Exception {
    try (ChainRig rig = new ChainRig(stages, config, registry, CAMERAS)) {
      BenchFrames source = new BenchFrames(images, rig.cameras(CAMERAS));
      MemoryTrend trend = new MemoryTrend();
      double seconds = length.toMillis() / 1e3;
      double between = Math.min(BETWEEN.toSeconds(), seconds / LEAST_READINGS);
      long start = System.nanoTime();
      int faces = 0;
      double now = 0;
      for (double next = between; now < seconds; next += between) {
        do {
          faces += rig.send(source, FRAMES, FRAMES).faces();
          now = (System.nanoTime() - start) / 1e9;
        } while (now < next);
        var memory = trend.add(now, ProcessMemory.alive());
        log.accept(String.format(Locale.ROOT, "chain: %d faces, %s", faces, memory));
      }
      Metrics metrics = new Metrics();
      metrics.put("chain.soak.faces", faces, faces);
      metrics.put("chain.soak.minutes", now / 60, 1);
      trend.put(metrics, "chain.soak");
      return metrics;
    }
  }
}
