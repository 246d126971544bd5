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
import java.util.List;
import java.util.function.Consumer;

/**
 * What Kafka costs: the same frames through broker, topics and all stages of one process, and
 * through the bare stage functions ({@link BareChain}) in one run and with the same mean batch,
 * both after the virtual machine has compiled what they need.
 *
 * <p>Figures, beside throughput and latency; processor time is user and system, in milliseconds a
 * face, of the whole process with broker, publisher and reader:
 *
 * <ul>
 *   <li>{@code chain.cpu_ms_per_face}: through Kafka; {@code .bare}: the stage functions alone;
 *       {@code .kafka}: the difference, what Kafka adds
 *   <li>whose time the first of them is, by thread: {@code .stages} (the workers that call the
 *       stage functions), {@code .broker}, {@code .clients} (streams, producers, consumers,
 *       publisher, reader), {@code .jvm} (compilation, collection). {@code .broker} and {@code
 *       .clients} are Kafka itself; what {@code .kafka} has beyond them is dearer stage functions,
 *       as they share cores and caches with Kafka
 *   <li>{@code chain.idle_cpu_ms_per_s}: of the running chain when nobody publishes
 * </ul>
 */
public final class ChainBench {

  private static final int CAMERAS = 8;
  private static final int LATENCY_FRAMES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Stages stages;
  private final RelievoConfig config;
  private final MeterRegistry registry;
  private final Consumer<String> log;
  private long sequence;

  /** A pass through Kafka, whose time it was, and the mean batch of the stages. */
  private record Measured(Pass pass, CpuTimes spent, double batch) {}

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
   * @param frames frames of the timed pass
   */
  public Metrics run(List<byte[]> images, int frames) throws Exception {
    Metrics metrics = new Metrics();
    Measured chain = throughKafka(images, frames, metrics);
    int batch = (int) Math.max(1, Math.round(chain.batch()));
    Pass bare = bare(images, frames, batch);
    Pass kafka = chain.pass();
    int n = kafka.faces();
    metrics.put("chain.faces_per_s", n / kafka.seconds(), n);
    metrics.put("chain.faces_per_s.bare", bare.faces() / bare.seconds(), bare.faces());
    metrics.put("chain.batch", chain.batch(), n);
    metrics.put("chain.overhead", kafka.seconds() / n / (bare.seconds() / bare.faces()), n);
    double total = 1000 * kafka.cpuSeconds() / n, own = 1000 * bare.cpuSeconds() / bare.faces();
    metrics.put("chain.cpu_ms_per_face", total, n);
    metrics.put("chain.cpu_ms_per_face.bare", own, bare.faces());
    metrics.put("chain.cpu_ms_per_face.kafka", total - own, n);
    metrics.put("chain.cpu_ms_per_face.stages", 1000 * chain.spent().stages() / n, n);
    metrics.put("chain.cpu_ms_per_face.broker", 1000 * chain.spent().broker() / n, n);
    metrics.put("chain.cpu_ms_per_face.clients", 1000 * chain.spent().clients() / n, n);
    metrics.put("chain.cpu_ms_per_face.jvm", 1000 * chain.spent().machine() / n, n);
    return metrics;
  }

  private Measured throughKafka(List<byte[]> images, int frames, Metrics metrics) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).at(broker.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(settings)) {
        admin.create(Topics.all(), CAMERAS, (short) 1);
      }
      try (StageRunner runner = new StageRunner(config, settings, registry);
          ChainReader reader = new ChainReader(settings, ChainReader.From.NOW);
          FramePublisher publisher = new FramePublisher(settings)) {
        runner.start(Chain.detect(), stages.detect());
        runner.start(Chain.regress(), stages.regress());
        runner.start(Chain.unwrap(), stages.unwrap());
        runner.start(Chain.mesh(), stages.mesh());
        runner.awaitReady(PATIENCE);
        log.accept("chain: warming up");
        Pass.warmUp(() -> pass(publisher, reader, images, frames));
        log.accept("chain: " + frames + " frames through Kafka");
        CpuTimes start = CpuTimes.now(broker, runner);
        Pass pass = pass(publisher, reader, images, frames);
        CpuTimes spent = CpuTimes.now(broker, runner).since(start);
        double batch =
            runner.metrics().values().stream()
                .mapToDouble(StageMetrics::meanBatch)
                .average()
                .orElse(1);
        log.accept("chain: idle");
        metrics.put("chain.idle_cpu_ms_per_s", idle(), 1);
        log.accept("chain: one frame at a time");
        metrics.putPercentiles(
            "chain.latency_ms.unloaded", latencies(publisher, reader, images.subList(0, 1)));
        return new Measured(pass, spent, batch);
      }
    }
  }

  /** Milliseconds a second of the process when nothing is published. */
  private static double idle() throws InterruptedException {
    double start = CpuTimes.ofProcess();
    Thread.sleep(IDLE.toMillis());
    return 1000 * (CpuTimes.ofProcess() - start) / IDLE.toSeconds();
  }

  private double[] latencies(FramePublisher publisher, ChainReader reader, List<byte[]> image)
      throws Exception {
    double[] latencies = new double[LATENCY_FRAMES];
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = 1000 * pass(publisher, reader, image, 1).seconds();
    }
    return latencies;
  }

  private Pass bare(List<byte[]> images, int frames, int batch) throws Exception {
    // Loading is not part of it: the stages are there before the clock starts.
    try (BareChain chain = new BareChain(stages)) {
      List<Frame> all = new ArrayList<>(frames);
      for (int i = 0; i < frames; i++) {
        all.add(frame(images.get(i % images.size()), i % CAMERAS));
      }
      log.accept("chain: warming up the bare functions");
      Pass.warmUp(() -> Pass.of(() -> chain.run(all, batch)));
      log.accept("chain: " + frames + " frames through the bare functions");
      return Pass.of(() -> chain.run(all, batch));
    }
  }

  private Frame frame(byte[] image, int camera) {
    return Frame.newBuilder()
        .setCameraId("bench-" + camera)
        .setSequence(sequence++)
        .setCapturedAt(Instant.now())
        .setImage(ByteBuffer.wrap(image))
        .build();
  }

  private Pass pass(FramePublisher publisher, ChainReader reader, List<byte[]> images, int frames)
      throws Exception {
    return Pass.of(
        () -> {
          for (int i = 0; i < frames; i++) {
            publisher.publish(frame(images.get(i % images.size()), i % CAMERAS));
          }
          return awaitAnswers(reader, frames);
        });
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
