package dev.relievo.evaluate;

import dev.relievo.record.Frame;
import dev.relievo.stage.Stages;
import dev.relievo.stream.ChainTap;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What Kafka costs: the same frames through broker, topics and all stages of one process, and
 * through the bare stage functions ({@link BareChain}) with the same mean batch of each stage, in
 * turns, after the virtual machine has compiled what both need. {@link ChainCosts} says what is
 * printed of that. Then latencies, by stage and from end to end, at two loads.
 */
public final class ChainBench {

  private static final int CAMERAS = 8;
  private static final int TURNS = 3;
  private static final int UNLOADED_FRAMES = 40;
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Stages stages;
  private final RelievoConfig config;
  private final MeterRegistry registry;
  private final Consumer<String> log;

  /** Prepares a bench; starts nothing. */
  public ChainBench(
      Stages stages, RelievoConfig config, MeterRegistry registry, Consumer<String> log) {
    this.stages = stages;
    this.config = config;
    this.registry = registry;
    this.log = log;
  }

  /**
   * Runs the bench.
   *
   * @param images encoded pictures, each with at least one face; taken in turn
   * @param frames frames of a pass; three passes of either kind are timed
   * @param warmUp how long each kind runs untimed at least
   */
  public Metrics run(List<byte[]> images, int frames, Duration warmUp) throws Exception {
    try (ChainRig rig = new ChainRig(stages, config, registry, CAMERAS);
        BareChain bare = new BareChain(stages)) {
      BenchFrames source = new BenchFrames(images, rig.cameras(CAMERAS));
      Metrics metrics = new Metrics();
      metrics.putAll(compare(rig, bare, source, frames, warmUp));
      log.accept("chain: memory, idle");
      ProcessMemory memory = ProcessMemory.alive();
      metrics.put("chain.memory_mib.heap_alive", memory.heap(), 1);
      metrics.put("chain.memory_mib.heap_committed", memory.committed(), 1);
      metrics.put("chain.memory_mib.rss", memory.resident(), 1);
      metrics.put("chain.idle_cpu_ms_per_s", idle(), 1);
      metrics.putAll(latencies(rig, source, UNLOADED_FRAMES, 1, "unloaded"));
      metrics.putAll(latencies(rig, source, frames, CAMERAS, "loaded"));
      return metrics;
    }
  }

  private Metrics compare(
      ChainRig rig, BareChain bare, BenchFrames source, int frames, Duration warmUp)
      throws Exception {
    Supplier<Effort> clock = new EffortClock(rig::brokerThreads, () -> workers(rig, bare));
    Callable<Integer> throughKafka = () -> rig.send(source, frames, Integer.MAX_VALUE).faces();
    log.accept("chain: warming up");
    Pass.warmUp(() -> Pass.of(clock, throughKafka), warmUp);
    StageBatches batches = new StageBatches(rig.metrics());
    Callable<Integer> bareFunctions = bareFrames(bare, source, frames, batches);
    rig.send(source, frames, Integer.MAX_VALUE);
    log.accept("chain: warming up the bare functions");
    Pass.warmUp(() -> Pass.of(clock, bareFunctions), warmUp);
    Pass kafka = Pass.NONE, alone = Pass.NONE;
    batches.reset();
    Map<String, Long> requests = new TreeMap<>();
    for (int turn = 1; turn <= TURNS; turn++) {
      log.accept("chain: through Kafka, then bare, " + turn + " of " + TURNS);
      Map<String, Long> before = BrokerRequests.now();
      kafka = kafka.plus(Pass.of(clock, throughKafka));
      BrokerRequests.now()
          .forEach((kind, count) -> requests.merge(kind, count - before.get(kind), Long::sum));
      alone = alone.plus(Pass.of(clock, bareFunctions));
    }
    Metrics metrics = ChainCosts.of(kafka, alone, requests, TURNS * frames);
    batches.means().forEach((stage, mean) -> metrics.put("chain.batch." + stage, mean, frames));
    return metrics;
  }

  private static Callable<Integer> bareFrames(
      BareChain bare, BenchFrames source, int count, StageBatches batches) {
    List<Frame> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      frames.add(source.next());
    }
    return () -> bare.run(frames, batches.means());
  }

  private static Set<Long> workers(ChainRig rig, BareChain bare) {
    Set<Long> ids = new HashSet<>(rig.workerThreads());
    ids.addAll(bare.workerIds());
    return ids;
  }

  /** Milliseconds a second of the process when nothing is published. */
  private static double idle() throws InterruptedException {
    double start = EffortClock.processSeconds();
    Thread.sleep(IDLE.toMillis());
    return 1000 * (EffortClock.processSeconds() - start) / IDLE.toSeconds();
  }

  private Metrics latencies(ChainRig rig, BenchFrames source, int frames, int most, String load) {
    log.accept("chain: latency, " + most + " frames on their way");
    Metrics metrics = new Metrics();
    try (ChainTap tap = new ChainTap(rig.settings())) {
      Answers answers = rig.send(source, frames, most);
      ChainTimes times = new ChainTimes();
      times.take(tap, answers.faces());
      metrics.putPercentiles("chain.latency_ms." + load, answers.latencies(), 0.5, 0.95, 0.99);
      times.putLatencies(metrics, load);
      if (most > 1) {
        times.putBytes(metrics);
      }
    }
    return metrics;
  }

  /** Mean items a batch of each stage since the last reset. */
  private static final class StageBatches {

    private final Map<String, StageMetrics> metrics;
    private final Map<String, long[]> from = new TreeMap<>();

    StageBatches(Map<String, StageMetrics> metrics) {
      this.metrics = metrics;
      reset();
    }

    void reset() {
      metrics.forEach((stage, m) -> from.put(stage, new long[] {m.items(), m.batches()}));
    }

    Map<String, Double> means() {
      Map<String, Double> means = new TreeMap<>();
      metrics.forEach(
          (stage, m) -> {
            long items = m.items() - from.get(stage)[0], batches = m.batches() - from.get(stage)[1];
            means.put(stage, batches == 0 ? 1 : (double) items / batches);
          });
      return means;
    }
  }
}
