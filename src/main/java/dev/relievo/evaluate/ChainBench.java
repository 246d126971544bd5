package dev.relievo.evaluate;

import com.sun.management.OperatingSystemMXBean;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameStatus;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.OfflineChain;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
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
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * What Kafka costs: the same frames through broker, topics and all stages of one process, and
 * through the bare stage functions on as many threads as there are cores, in one run and with the
 * same mean batch. Processor time is that of the whole process: broker, publisher and reader are in
 * it.
 */
public final class ChainBench {

  private static final int CAMERAS = 8;
  private static final int LATENCY_FRAMES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Stages stages;
  private final RelievoConfig config;
  private final MeterRegistry registry;
  private final Consumer<String> log;
  private long sequence;

  /** What a pass over all frames took. */
  private record Pass(double seconds, double cpuSeconds, int faces) {}

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
    double batch = 1;
    Pass kafka;
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
        pass(publisher, reader, images, frames);
        log.accept("chain: " + frames + " frames through Kafka");
        kafka = pass(publisher, reader, images, frames);
        batch =
            runner.metrics().values().stream()
                .mapToDouble(StageMetrics::meanBatch)
                .average()
                .orElse(1);
        log.accept("chain: one frame at a time");
        double[] latencies = new double[LATENCY_FRAMES];
        for (int i = 0; i < latencies.length; i++) {
          latencies[i] = pass(publisher, reader, images.subList(0, 1), 1).seconds() * 1000;
        }
        metrics.putPercentiles("chain.latency_ms.unloaded", latencies);
      }
    }
    log.accept("chain: " + frames + " frames through the bare functions");
    int items = (int) Math.max(1, Math.round(batch));
    bare(images, frames, items);
    Pass bare = bare(images, frames, items);
    int n = kafka.faces();
    metrics.put("chain.faces_per_s", n / kafka.seconds(), n);
    metrics.put("chain.faces_per_s.bare", bare.faces() / bare.seconds(), bare.faces());
    metrics.put("chain.batch", batch, n);
    metrics.put("chain.overhead", kafka.seconds() / n / (bare.seconds() / bare.faces()), n);
    double total = 1000 * kafka.cpuSeconds() / n, own = 1000 * bare.cpuSeconds() / bare.faces();
    metrics.put("chain.cpu_ms_per_face", total, n);
    metrics.put("chain.cpu_ms_per_face.bare", own, bare.faces());
    metrics.put("chain.cpu_ms_per_face.kafka", total - own, n);
    return metrics;
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private Frame frame(byte[] image, int camera) {
    return Frame.newBuilder()
        .setCameraId("bench-" + camera)
        .setSequence(sequence++)
        .setCapturedAt(Instant.now())
        .setImage(ByteBuffer.wrap(image))
        .build();
  }

  /** Publishes frames and reads until each frame and each announced face is answered. */
  private Pass pass(FramePublisher publisher, ChainReader reader, List<byte[]> images, int frames) {
    long start = System.nanoTime(), cpu = cpu();
    for (int i = 0; i < frames; i++) {
      publisher.publish(frame(images.get(i % images.size()), i % CAMERAS));
    }
    int open = frames, faces = 0, pending = 0;
    long last = start;
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
    return new Pass((System.nanoTime() - start) / 1e9, (cpu() - cpu) / 1e9, faces);
  }

  private Pass bare(List<byte[]> images, int frames, int batch) throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    List<OfflineChain> chains = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        OfflineChain chain = stages.offline();
        chains.add(chain);
        List<Frame> share = new ArrayList<>();
        for (int i = t; i < frames; i += threads) {
          share.add(frame(images.get(i % images.size()), t));
        }
        tasks.add(() -> run(chain, share, batch));
      }
      // Loading is not part of it: the chains are there before the clock starts.
      long start = System.nanoTime(), cpu = cpu();
      int faces = 0;
      for (Future<Integer> done : pool.invokeAll(tasks)) {
        faces += done.get();
      }
      return new Pass((System.nanoTime() - start) / 1e9, (cpu() - cpu) / 1e9, faces);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the bare functions failed", e.getCause());
    } finally {
      pool.shutdownNow();
      chains.forEach(OfflineChain::close);
    }
  }

  private static int run(OfflineChain chain, List<Frame> frames, int batch) {
    int faces = 0;
    for (int i = 0; i < frames.size(); i += batch) {
      List<Frame> part = frames.subList(i, Math.min(frames.size(), i + batch));
      List<FaceCrop> crops = apply(chain.detect(), part);
      List<CoarseFace> coarse = apply(chain.regress(), crops);
      List<UnwrappedFace> maps = apply(chain.unwrap(), coarse);
      List<FaceMesh> meshes = apply(chain.mesh(), maps);
      faces += meshes.size();
    }
    return faces;
  }

  private static <I, O> List<O> apply(Stage<I, O> stage, List<I> inputs) {
    List<O> out = new ArrayList<>();
    for (Outcome<O> outcome : stage.apply(inputs)) {
      if (outcome instanceof Outcome.Done<O> done) {
        out.addAll(done.outputs());
      } else {
        throw new IllegalStateException("a stage failed on a picture of the bench: " + outcome);
      }
    }
    return out;
  }
}
