package dev.relievo.evaluate;

import dev.relievo.record.Frame;
import dev.relievo.stage.Stages;
import dev.relievo.stream.Chain;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.SpreadCameras;
import dev.relievo.stream.StageMetrics;
import dev.relievo.stream.StageRunner;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A broker, its topics, every stage, a publisher and a reader in this process, for benches. */
final class ChainRig implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final EmbeddedBroker broker;
  private final KafkaSettings settings;
  private final int partitions;
  private final StageRunner runner;
  private final ChainReader reader;
  private final FramePublisher publisher;

  /**
   * Starts all of it and waits until it runs.
   *
   * @param partitions of every topic
   */
  ChainRig(Stages stages, RelievoConfig config, MeterRegistry registry, int partitions)
      throws InterruptedException {
    this.partitions = partitions;
    broker = EmbeddedBroker.start();
    settings = KafkaSettings.of(config).on(broker);
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.create(Topics.onBroker(), partitions, (short) 1);
    }
    runner = new StageRunner(config, settings, registry);
    reader = new ChainReader(settings, ChainReader.From.NOW);
    publisher = new FramePublisher(settings);
    Chain.STAGES.forEach(stage -> runner.start(stage, stages));
    runner.awaitReady(PATIENCE);
  }

  KafkaSettings settings() {
    return settings;
  }

  /** Ids of cameras that are spread over the partitions. */
  List<String> cameras(int count) {
    return SpreadCameras.ids("bench-", count, partitions);
  }

  Set<Long> brokerThreads() {
    return broker.threadIds();
  }

  Set<Long> workerThreads() {
    return runner.workerIds();
  }

  Map<String, StageMetrics> metrics() {
    return runner.metrics();
  }

  /**
   * Publishes frames and waits for all answers.
   *
   * @param most frames on their way at once; the next is published when one is answered
   */
  Answers send(BenchFrames frames, int count, int most) {
    Answers answers = new Answers();
    long last = System.nanoTime();
    int sent = 0;
    while (sent < count || answers.open() > 0) {
      for (; sent < count && answers.open() < most; sent++) {
        Frame frame = frames.next();
        answers.sent(frame);
        publisher.publish(frame);
      }
      var events = reader.poll(Duration.ofMillis(100));
      events.forEach(answers::take);
      last = events.isEmpty() ? last : System.nanoTime();
      checkAlive(last);
    }
    return answers;
  }

  private void checkAlive(long lastEvent) {
    if (runner.failure() != null) {
      throw new IllegalStateException("a stage stopped", runner.failure());
    }
    if (System.nanoTime() - lastEvent > PATIENCE.toNanos()) {
      throw new IllegalStateException("the chain stopped answering");
    }
  }

  @Override
  public void close() {
    try (broker;
        runner;
        reader;
        publisher) {
      // In the reverse order of their making.
    }
  }
}
