package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a stage ends by itself: by a device that hangs, by one that has no memory. */
class StageStopTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> CAMERAS = SpreadCameras.ids("door-", 3, 3);

  private EmbeddedBroker broker;

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.start();
    try (TopicAdmin admin = new TopicAdmin(settings(config(Map.of())))) {
      admin.create(Topics.all(), 3, (short) -1);
    }
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @Test
  void shouldStopUnreadyWithoutMemoryAndLeaveTheRecordToAnotherProcess() throws Exception {
    RelievoConfig config = config(Map.of());
    publish(config, 2);
    StagesReadiness readiness = new StagesReadiness();
    Device full =
        new Device(
            () -> {
              throw new OutOfMemoryError("no memory left for this test");
            });
    try (ChainLedger ledger = new ChainLedger(settings(config))) {
      try (StageRunner broken = runner(config)) {
        readiness.of(broken, List.of("detect"));
        broken.start(Chain.detect(), full);
        await().atMost(PATIENCE).until(() -> broken.failure() != null);
        HealthCheckResponse health = readiness.call();
        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(health.getData().orElseThrow().get("failure"))
            .asString()
            .contains("no memory for a single item");
      }
      assertThat(full.closed).isTrue();
      assertAnsweredByAnother(config, ledger, 2);
    }
  }

  @Test
  void shouldShrinkBatchesWhereADeviceHasLittleMemoryAndAnswerEveryFrame() throws Exception {
    RelievoConfig config = config(Map.of("relievo.stage.max-delay", "200ms"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (ChainLedger ledger = new ChainLedger(settings(config));
        StageRunner runner = new StageRunner(config, settings(config), registry)) {
      Device small =
          new Device(() -> {}) {
            @Override
            public List<Outcome<FaceCrop>> apply(List<Frame> batch) {
              if (batch.size() > 1) {
                throw new OutOfMemoryError("no memory left for this test");
              }
              return super.apply(batch);
            }
          };
      runner.start(Chain.detect(), small);
      runner.awaitReady(PATIENCE);
      // Threads share the partitions out in their own time; until then no batch has two items.
      DistributionSummary tooLarge = registry.get("relievo.batch.memory").summary();
      int rounds = 0;
      for (long end = System.nanoTime() + PATIENCE.toNanos(); tooLarge.count() == 0; ) {
        assertThat(System.nanoTime()).as("batches of one for too long").isLessThan(end);
        publish(config, 2);
        rounds += 2;
        awaitAnswers(ledger, rounds * CAMERAS.size());
      }
      assertThat(ledger.read(Topics.FRAME_RESULTS))
          .allMatch(result -> result.getStatus() == FrameStatus.FACES);
      assertThat(runner.failure()).isNull();
    }
  }

  @Test
  void shouldLeaveAHungDeviceBehindWithItsMemoryAndItsRecord() throws Exception {
    RelievoConfig config = config(Map.of("relievo.stage.timeout", "300ms"));
    publish(config, 2);
    CountDownLatch hang = new CountDownLatch(1);
    Device hung = new Device(() -> awaitWhateverHappens(hang));
    try (ChainLedger ledger = new ChainLedger(settings(config))) {
      try (StageRunner stuck = runner(config)) {
        stuck.start(Chain.detect(), hung);
        await().atMost(PATIENCE).until(() -> stuck.failure() != null);
        assertThat(stuck.failure()).isInstanceOf(StageStuckException.class);
        assertThat(stuck.isReady()).isFalse();
      }
      assertThat(hung.closed).as("closed under the feet of what still runs").isFalse();
      assertAnsweredByAnother(config(Map.of()), ledger, 2);
    } finally {
      hang.countDown();
    }
  }

  /** A stage on a device that does something else first. */
  private static class Device implements Stage<Frame, FaceCrop> {

    private final Stage<Frame, FaceCrop> stage = TextStages.detect();
    private final Runnable first;
    private volatile boolean warm;
    private volatile boolean closed;

    Device(Runnable first) {
      this.first = first;
    }

    @Override
    public List<Outcome<FaceCrop>> apply(List<Frame> batch) {
      first.run();
      return stage.apply(batch);
    }

    @Override
    public void warmUp(int maxBatch) {
      if (warm) {
        first.run();
      }
      warm = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private void assertAnsweredByAnother(RelievoConfig config, ChainLedger ledger, int rounds) {
    try (StageRunner sound = runner(config)) {
      sound.start(Chain.detect(), TextStages.detect());
      awaitAnswers(ledger, rounds * CAMERAS.size());
    }
    assertThat(ledger.ids(Topics.FRAME_RESULTS))
        .containsExactlyInAnyOrderElementsOf(ledger.ids(Topics.FRAMES));
    assertThat(ledger.read(Topics.FRAME_RESULTS))
        .extracting(FrameResult::getStatus)
        .containsOnly(FrameStatus.FACES);
  }

  private static void awaitAnswers(ChainLedger ledger, int count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              ledger.read();
              return ledger.records(Topics.FRAME_RESULTS).size() >= count;
            });
  }

  /** As native code does, which knows of no interruption. */
  private static void awaitWhateverHappens(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Goes on.
      }
    }
  }

  private void publish(RelievoConfig config, int rounds) {
    try (FramePublisher publisher = new FramePublisher(settings(config))) {
      for (int round = 0; round < rounds; round++) {
        for (String camera : CAMERAS) {
          publisher.publish(SampleRecords.frame(camera, round, "faces 1"));
        }
      }
    }
  }

  private StageRunner runner(RelievoConfig config) {
    return new StageRunner(config, settings(config), new SimpleMeterRegistry());
  }

  private KafkaSettings settings(RelievoConfig config) {
    return KafkaSettings.of(config).at(broker.bootstrapServers());
  }

  /** A stage that stops by itself leaves its group when its session ends; the shortest is 6 s. */
  private static RelievoConfig config(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    all.put("relievo.kafka.session-timeout", "6s");
    return TestConfig.with(all);
  }
}
