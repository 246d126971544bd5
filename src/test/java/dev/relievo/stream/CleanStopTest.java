package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stage that is told to stop while work is left. */
class CleanStopTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> CAMERAS = List.of("door", "hall", "yard");
  private static final int FRAMES = 150;
  private static final int BEFORE_THE_STOP = 20;
  private static final String GROUP = "relievo-detect";

  private EmbeddedBroker broker;
  private final Map<String, List<Long>> answered = new TreeMap<>();

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  /**
   * Of 450 frames the stage may do 20, is told to stop and may do as many as it likes. It ends what
   * it had fetched, commits that and leaves; a second process does the rest. With a session of a
   * minute, a group that is empty at once is one that was left, not one that timed out.
   */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void shouldFinishCommitAndLeaveItsGroupAtOnce(String guarantee) throws Exception {
    RelievoConfig config =
        TestConfig.with(
            Map.of(
                "relievo.kafka.processing-guarantee", guarantee,
                "relievo.kafka.session-timeout", "60s",
                "relievo.kafka.commit-interval", "30s",
                "relievo.stage.threads", "2",
                "relievo.stage.max-poll-records", "4"));
    KafkaSettings settings = KafkaSettings.of(config).at(broker.bootstrapServers());
    try (TopicAdmin topics = new TopicAdmin(settings)) {
      topics.create(Topics.all(), 3, (short) 1);
    }
    publish(settings);
    Semaphore allowed = new Semaphore(BEFORE_THE_STOP);
    try (Admin admin = Admin.create(settings.admin());
        ChainReader reader = new ChainReader(settings, ChainReader.From.BEGINNING)) {
      try (StageRunner first = new StageRunner(config, settings, new SimpleMeterRegistry())) {
        first.start(Chain.detect(), allowing(allowed));
        await().atMost(PATIENCE).until(() -> allowed.availablePermits() == 0);
        assertThat(members(admin)).as("members while it runs").isNotZero();
        allowed.release(CAMERAS.size() * FRAMES);
      }
      assertThat(members(admin)).as("members right after the stop").isZero();
      long done = committed(admin);
      assertThat(done).isBetween((long) BEFORE_THE_STOP, (long) CAMERAS.size() * FRAMES - 1);
      read(reader, done);

      try (StageRunner second = new StageRunner(config, settings, new SimpleMeterRegistry())) {
        second.start(Chain.detect(), TextStages.detect());
        read(reader, CAMERAS.size() * FRAMES);
      }
    }
    List<Long> each = IntStream.range(0, FRAMES).asLongStream().boxed().toList();
    assertThat(answered)
        .as("nothing missing, nothing twice, in order")
        .isEqualTo(Map.of("door", each, "hall", each, "yard", each));
  }

  private static Stage<Frame, FaceCrop> allowing(Semaphore allowed) {
    return batch -> {
      allowed.acquireUninterruptibly(batch.size());
      return TextStages.detect().apply(batch);
    };
  }

  private static void publish(KafkaSettings settings) {
    List<CompletableFuture<Instant>> published = new ArrayList<>();
    try (FramePublisher publisher = new FramePublisher(settings)) {
      for (int sequence = 0; sequence < FRAMES; sequence++) {
        for (String camera : CAMERAS) {
          published.add(publisher.publish(SampleRecords.frame(camera, sequence, "empty")));
        }
      }
      published.forEach(CompletableFuture::join);
    }
  }

  private static int members(Admin admin) throws Exception {
    ConsumerGroupDescription group =
        admin.describeConsumerGroups(List.of(GROUP)).describedGroups().get(GROUP).get();
    return group.members().size();
  }

  private static long committed(Admin admin) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    List<Long> each = new ArrayList<>();
    offsets.values().forEach(offset -> each.add(offset.offset()));
    return each.stream().mapToLong(Long::longValue).sum();
  }

  private void read(ChainReader reader, long answers) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              reader.poll(Duration.ofMillis(100)).forEach(this::add);
              return answered.values().stream().mapToLong(List::size).sum() >= answers;
            });
  }

  private void add(ChainEvent event) {
    if (event instanceof ChainEvent.FrameAnswered frame) {
      answered
          .computeIfAbsent(frame.result().getCameraId(), camera -> new ArrayList<>())
          .add(frame.result().getSequence());
    }
  }
}
