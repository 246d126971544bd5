package dev.relievo.evaluate;

import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameStatus;
import dev.relievo.stage.Stages;
import dev.relievo.stream.Chain;
import dev.relievo.stream.ChainEvent;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageMetrics;
import dev.relievo.stream.StageRunner;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What Kafka costs: the same frames through broker, topics and all stages of one process, and
 * through the bare stage functions ({@link BareChain}) with the same mean batch, in turns, after
 * the virtual machine has compiled what both need.
 *
 * <p>Figures, beside throughput and latency; processor time is user and system, in milliseconds a
 * face:
 *
 * <ul>
 *   <li>{@code chain.cpu_ms_per_face}: through Kafka, the whole process with broker, publisher and
 *       reader; {@code .bare}: the stage functions alone, the process without what the idle chain's
 *       threads take meanwhile; {@code .kafka}: the difference, what Kafka adds
 *   <li>whose time the first of them is, by thread: {@code .stages} (the workers that call the
 *       stage functions), {@code .broker}, {@code .clients} (streams, producers, consumers,
 *       publisher, reader), {@code .jvm} (compilation, collection). {@code .broker} and {@code
 *       .clients} are Kafka itself; what {@code .kafka} has beyond them is what Kafka makes dearer:
 *       stage functions that share caches with it, garbage, late compilation
 *   <li>{@code chain.idle_cpu_ms_per_s}: of the running chain when nobody publishes
 * </ul>
 */
public final class ChainBench {

  private static final int CAMERAS = 8;
  private static final int TURNS = 3;
  private static final int LATENCY_FRAMES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Stages stages;
  private final RelievoConfig config;
  private final MeterRegistry registry;
  private final Consumer<String> log;
  private long sequence;

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
   */
  public Metrics run(List<byte[]> images, int frames) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).on(broker);
      try (TopicAdmin admin = new TopicAdmin(settings)) {
        admin.create(Topics.all(), CAMERAS, (short) 1);
      }
      try (StageRunner runner = new StageRunner(config, settings, registry);
          ChainReader reader = new ChainReader(settings, ChainReader.From.NOW);
          FramePublisher publisher = new FramePublisher(settings);
          BareChain bare = new BareChain(stages)) {
        runner.start(Chain.detect(), stages.detect());
        runner.start(Chain.regress(), stages.regress());
        runner.start(Chain.unwrap(), stages.unwrap());
        runner.start(Chain.displace(), stages.displace());
        runner.start(Chain.mesh(), stages.mesh());
        runner.awaitReady(PATIENCE);
        Supplier<CpuTimes> clock = () -> CpuTimes.now(broker.threadIds(), workers(runner, bare));
        Callable<Integer> throughKafka = () -> send(publisher, reader, images, frames);
        log.accept("chain: warming up");
        Pass.warmUp(() -> Pass.of(clock, throughKafka));
        Metrics metrics = new Metrics();
        double batch = meanBatch(runner);
        compare(clock, throughKafka, bareFrames(bare, images, frames, batch), metrics);
        metrics.put("chain.batch", batch, frames);
        log.accept("chain: idle");
        metrics.put("chain.idle_cpu_ms_per_s", idle(), 1);
        log.accept("chain: one frame at a time");
        metrics.putPercentiles(
            "chain.latency_ms.unloaded", latencies(publisher, reader, images.subList(0, 1)));
        return metrics;
      }
    }
  }

  private void compare(
      Supplier<CpuTimes> clock,
      Callable<Integer> throughKafka,
      Callable<Integer> bareFunctions,
      Metrics metrics)
      throws Exception {
    log.accept("chain: warming up the bare functions");
    Pass.warmUp(() -> Pass.of(clock, bareFunctions));
    Pass kafka = Pass.NONE, bare = Pass.NONE;
    for (int turn = 1; turn <= TURNS; turn++) {
      log.accept("chain: through Kafka, then bare, " + turn + " of " + TURNS);
      kafka = kafka.plus(Pass.of(clock, throughKafka));
      bare = bare.plus(Pass.of(clock, bareFunctions));
    }
    int n = kafka.faces();
    metrics.put("chain.faces_per_s", n / kafka.seconds(), n);
    metrics.put("chain.faces_per_s.bare", bare.faces() / bare.seconds(), bare.faces());
    metrics.put("chain.overhead", kafka.seconds() / n / (bare.seconds() / bare.faces()), n);
    CpuTimes spent = kafka.cpu();
    double total = 1000 * spent.process() / n;
    double own = 1000 * bare.cpu().withoutKafka() / bare.faces();
    metrics.put("chain.cpu_ms_per_face", total, n);
    metrics.put("chain.cpu_ms_per_face.bare", own, bare.faces());
    metrics.put("chain.cpu_ms_per_face.kafka", total - own, n);
    metrics.put("chain.cpu_ms_per_face.stages", 1000 * spent.stages() / n, n);
    metrics.put("chain.cpu_ms_per_face.broker", 1000 * spent.broker() / n, n);
    metrics.put("chain.cpu_ms_per_face.clients", 1000 * spent.clients() / n, n);
    metrics.put("chain.cpu_ms_per_face.jvm", 1000 * spent.machine() / n, n);
  }

  private static Set<Long> workers(StageRunner runner, BareChain bare) {
    Set<Long> ids = new HashSet<>(runner.workerIds());
    ids.addAll(bare.workerIds());
    return ids;
  }

  private static double meanBatch(StageRunner runner) {
    return runner.metrics().values().stream()
        .mapToDouble(StageMetrics::meanBatch)
        .average()
        .orElse(1);
  }

  /** Milliseconds a second of the process when nothing is published. */
  private static double idle() throws InterruptedException {
    double start = CpuTimes.ofProcess();
    Thread.sleep(IDLE.toMillis());
    return 1000 * (CpuTimes.ofProcess() - start) / IDLE.toSeconds();
  }

  private double[] latencies(FramePublisher publisher, ChainReader reader, List<byte[]> image) {
    double[] latencies = new double[LATENCY_FRAMES];
    for (int i = 0; i < latencies.length; i++) {
      long start = System.nanoTime();
      send(publisher, reader, image, 1);
      latencies[i] = (System.nanoTime() - start) / 1e6;
    }
    return latencies;
  }

  private Callable<Integer> bareFrames(
      BareChain bare, List<byte[]> images, int frames, double meanBatch) {
    List<Frame> all = new ArrayList<>(frames);
    for (int i = 0; i < frames; i++) {
      all.add(frame(images.get(i % images.size()), i % CAMERAS));
    }
    int batch = (int) Math.max(1, Math.round(meanBatch));
    return () -> bare.run(all, batch);
  }

  private Frame frame(byte[] image, int camera) {
    return Frame.newBuilder()
        .setCameraId("bench-" + camera)
        .setSequence(sequence++)
        .setCapturedAt(Instant.now())
        .setImage(ByteBuffer.wrap(image))
        .build();
  }

  /** Publishes frames and waits for all answers; returns the faces. */
  private int send(FramePublisher publisher, ChainReader reader, List<byte[]> images, int frames) {
    for (int i = 0; i < frames; i++) {
      publisher.publish(frame(images.get(i % images.size()), i % CAMERAS));
    }
    return awaitAnswers(reader, frames);
  }

  /** Reads until each frame and each announced face is answered; returns the faces. */
  private static int awaitAnswers(ChainReader reader, int frames) {
    int open = frames, faces = 0, pending = 0;
    long last = System.nanoTime();
    while (open > 0 || pending > 0) {
      List<ChainEvent> events = reader.poll(Duration.ofMillis(100));
      last = events.isEmpty() ? last : System.nanoTime();
      if (System.nanoTime() - last > PATIENCE.toNanos()) {
        throw new IllegalStateException("the chain stopped answering");
      }
      for (ChainEvent event : events) {
        if (event instanceof ChainEvent.FrameAnswered answer) {
          if (answer.result().getStatus() != FrameStatus.FACES) {
            throw new IllegalStateException("no face in a picture of the bench");
          }
          open--;
          faces += answer.result().getFaceCount();
          pending += answer.result().getFaceCount();
        } else if (event instanceof ChainEvent.Meshed) {
          pending--;
        } else if (event instanceof ChainEvent.FaceAnswered face
            && face.result().getStatus() != FaceStatus.MESHED) {
          throw new IllegalStateException("a face failed: " + face.result().getMessage());
        }
      }
    }
    return faces;
  }
}
