package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceResult;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shedding on a real broker, with stages that read words for pictures. */
class ShedChainTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** What the hot camera sees, in turn, and what nobody can read. */
  private static final List<String> PICTURES =
      List.of("faces 2", "empty", "broken", "faces 2 lost", "faces 1 scarred", "defect", "huge");

  private static final int BACKLOG = 70;

  private EmbeddedBroker broker;

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @CsvSource({
    "at_least_once, stale",
    "at_least_once, latest-per-camera",
    "exactly_once_v2, stale",
    "exactly_once_v2, latest-per-camera"
  })
  void shouldConserveFramesAndFacesInEveryStageWhileItSheds(String guarantee, String mode)
      throws Exception {
    RelievoConfig config = config(guarantee, mode);
    createTopics(config, 3);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings(config).producer());
        ChainLedger ledger = new ChainLedger(settings(config))) {
      int frames = publishFrames(producer);
      publishFaces(producer, Topics.FACE_CROPS, Topics.COARSE_FACES, Topics.UV_MAPS);
      publishFaces(producer, Topics.DETAILED_FACES);
      try (StageRunner runner = runner(config)) {
        startAll(runner, TextStages.detect());
        awaitBalance(ledger, frames);
        assertShedWhereItShould(ledger, mode);
      }
      assertThat(ledger.breaches()).isEmpty();
    }
  }

  /**
   * A backlog of one camera; of it, frames whose answer nobody wants after a microsecond, frames
   * whose headers lie, and records that are no frames.
   *
   * @return records
   */
  private int publishFrames(KafkaProducer<byte[], byte[]> producer) {
    int records = 0;
    for (int i = 0; i < BACKLOG; i++) {
      Frame frame = SampleRecords.frame("hot", i, PICTURES.get(i % PICTURES.size()));
      Headers headers = StageHeaders.ofFrame(frame.getCapturedAt(), i);
      if (i % 2 == 0) {
        StageHeaders.put(headers, "deadline", capturedAt() + 1);
      }
      if (i % 5 == 0) {
        headers.remove("sequence").add("sequence", utf8("a lie"));
        headers.remove("captured-at").add("captured-at", utf8("-77"));
      }
      send(producer, Topics.FRAMES, "hot", Topics.FRAMES.codec().encode(frame), headers);
      records++;
      if (i % 10 == 0) {
        send(producer, Topics.FRAMES, "hot", new byte[] {1, 2, 3}, headers);
        send(producer, Topics.FRAMES, "cold", Topics.FRAMES.codec().encode(frame), headers);
        records += 2;
      }
    }
    Frame last = SampleRecords.frame("hot", BACKLOG, "faces 3");
    Headers headers = StageHeaders.ofFrame(last.getCapturedAt(), BACKLOG);
    send(producer, Topics.FRAMES, "hot", Topics.FRAMES.codec().encode(last), headers);
    return records + 1;
  }

  /** What an earlier stage might have left: three frames of two faces each, the first stale. */
  private static void publishFaces(KafkaProducer<byte[], byte[]> producer, Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      for (int face = 0; face < 6; face++) {
        int sequence = 1000 + face / 2;
        Headers headers = StageHeaders.ofFrame(SampleRecords.CAPTURED_AT, sequence);
        if (sequence == 1000) {
          StageHeaders.put(headers, "deadline", 1);
        }
        send(producer, topic, "door", face(topic, sequence, face % 2), headers);
      }
      send(producer, topic, "door", new byte[] {1, 2, 3}, StageHeaders.carried(headers()));
    }
  }

  private static Headers headers() {
    return StageHeaders.ofFrame(SampleRecords.CAPTURED_AT, 0);
  }

  private static <T extends SpecificRecord> byte[] face(Topic<T> topic, int sequence, int index) {
    T record = topic.type().cast(SampleRecords.of(topic.type()));
    FaceRef from = SampleRecords.face("door", sequence, index, 2);
    String id = topic.name() + "/" + from.getFaceId();
    FaceRef face = FaceRef.newBuilder(from).setFaceId(id).build();
    SpecificRecordBase base = (SpecificRecordBase) record;
    base.put(base.getSchema().getField("face").pos(), face);
    return topic.codec().encode(record);
  }

  private static void assertShedWhereItShould(ChainLedger ledger, String mode) {
    List<FrameResult> results = ledger.read(Topics.FRAME_RESULTS);
    assertThat(results)
        .filteredOn(result -> result.getSequence() % 10 == 4)
        .as("wanted for a microsecond, with headers that do not lie")
        .hasSize(BACKLOG / 10)
        .allMatch(result -> result.getStatus() == FrameStatus.SHED);
    assertThat(results)
        .filteredOn(result -> result.getSequence() == BACKLOG)
        .as("the newest")
        .extracting(FrameResult::getStatus)
        .containsExactly(FrameStatus.FACES);
    boolean latest = mode.equals("latest-per-camera");
    assertThat(results)
        .filteredOn(result -> result.getSequence() % 2 == 1)
        .as("wanted for an hour")
        .allMatch(result -> latest == (result.getStatus() == FrameStatus.SHED));
    List<String> expected =
        IntStream.range(0, latest ? 4 : 2)
            .mapToObj(i -> "door/" + (1000 + i / 2) + "#" + i % 2)
            .toList();
    for (String stage : Chain.STAGES.subList(1, Chain.STAGES.size())) {
      String source = Chain.definition(stage).source().name();
      assertThat(ledger.shed(stage))
          .extracting(result -> result.getFace().getFaceId())
          .filteredOn(id -> id.startsWith(source))
          .as("faces of whole frames, never one of a frame whose other face is taken")
          .containsExactlyElementsOf(expected.stream().map(id -> source + "/" + id).toList());
    }
    List<String> shed = ledger.shed("regress").stream().map(FaceResult::getMessage).toList();
    assertThat(shed).isNotEmpty().allMatch(message -> message.startsWith("shed by regress: "));
  }

  @Test
  void shouldShedNothingFromAnArchiveHoweverLate() throws Exception {
    RelievoConfig config = config("at_least_once", "none");
    createTopics(config, 3);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings(config).producer());
        ChainLedger ledger = new ChainLedger(settings(config));
        StageRunner runner = runner(config)) {
      int frames = publishFrames(producer);
      startAll(runner, TextStages.detect());
      awaitBalance(ledger, frames);
      assertThat(ledger.read(Topics.FRAME_RESULTS))
          .noneMatch(result -> result.getStatus() == FrameStatus.SHED);
      assertThat(Chain.STAGES).allSatisfy(stage -> assertThat(ledger.shed(stage)).isEmpty());
    }
  }

  /** It publishes twenty times faster than the stage works, and both are in one partition. */
  @Test
  void shouldAnswerAColdCameraBesideAHotOneInTheSamePartition() throws Exception {
    RelievoConfig config = config("at_least_once", "latest-per-camera");
    createTopics(config, 1);
    AtomicBoolean flooding = new AtomicBoolean(true);
    try (FramePublisher publisher = new FramePublisher(settings(config));
        ChainLedger ledger = new ChainLedger(settings(config));
        StageRunner runner = runner(config)) {
      Thread flood = new Thread(() -> flood(publisher, flooding), "flood");
      flood.start();
      try {
        runner.start(Chain.detect(), slow(TextStages.detect(), 200));
        for (int i = 0; i < 5; i++) {
          publisher.publish(SampleRecords.frame("cold", i, "faces 1")).join();
          awaitFrames(ledger, "cold", i + 1);
        }
      } finally {
        flooding.set(false);
        flood.join();
      }
      assertThat(statuses(ledger, "cold")).containsOnly(FrameStatus.FACES).hasSize(5);
      List<FrameStatus> hot = statuses(ledger, "hot");
      assertThat(hot).as("nor does it starve").contains(FrameStatus.FACES);
      assertThat(hot.stream().filter(FrameStatus.SHED::equals).count())
          .as("of " + hot.size())
          .isGreaterThan(hot.size() / 2);
    }
  }

  private static void flood(FramePublisher publisher, AtomicBoolean flooding) {
    for (int i = 0; flooding.get(); i++) {
      publisher.publish(SampleRecords.frame("hot", i, "faces 1"));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Without shedding: in another partition of the same thread. */
  @Test
  void shouldAnswerAColdCameraLongBeforeTheBacklogOfAHotOneInAnotherPartition() throws Exception {
    RelievoConfig config = config("at_least_once", "none");
    createTopics(config, 2);
    int backlog = 400;
    String cold =
        Stream.iterate(0, i -> i + 1)
            .map(i -> "cold-" + i)
            .filter(name -> partition(name) != partition("hot"))
            .findFirst()
            .orElseThrow();
    try (FramePublisher publisher = new FramePublisher(settings(config));
        ChainLedger ledger = new ChainLedger(settings(config));
        StageRunner runner = runner(config)) {
      String picture = "faces 1 " + "x".repeat(20_000); // As large as a small picture.
      for (int i = 0; i < backlog; i++) {
        publisher.publish(SampleRecords.frame("hot", i, picture));
      }
      publisher.publish(SampleRecords.frame(cold, 0, "faces 1")).join();
      runner.start(Chain.detect(), slow(TextStages.detect(), 5));
      awaitFrames(ledger, "hot", backlog);
      awaitFrames(ledger, cold, 1);
      long answered = answeredAt(ledger, cold);
      assertThat(
              ledger.records(Topics.FRAME_RESULTS).stream()
                  .filter(record -> new String(record.key()).equals("hot"))
                  .filter(record -> record.timestamp() > answered)
                  .count())
          .as("of %d frames of the hot camera, those that came after the cold one's", backlog)
          .isGreaterThan(backlog / 2);
    }
  }

  private static long answeredAt(ChainLedger ledger, String camera) {
    return ledger.records(Topics.FRAME_RESULTS).stream()
        .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(camera))
        .findFirst()
        .orElseThrow()
        .timestamp();
  }

  private static int partition(String camera) {
    return BuiltInPartitioner.partitionForKey(utf8(camera), 2);
  }

  private static void awaitBalance(ChainLedger ledger, int frames) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              ledger.read();
              assertThat(ledger.records(Topics.FRAMES)).hasSize(frames);
              assertThat(ledger.breaches()).isEmpty();
            });
  }

  private static void awaitFrames(ChainLedger ledger, String camera, int count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              ledger.read();
              return statuses(ledger, camera).size() >= count;
            });
  }

  private static List<FrameStatus> statuses(ChainLedger ledger, String camera) {
    return ledger.read(Topics.FRAME_RESULTS).stream()
        .filter(result -> result.getCameraId().equals(camera))
        .map(FrameResult::getStatus)
        .toList();
  }

  /** A stage that takes its time, item by item. */
  private static <I, O> Stage<I, O> slow(Stage<I, O> stage, int millis) {
    return batch -> {
      try {
        Thread.sleep((long) millis * batch.size());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return stage.apply(batch);
    };
  }

  private static long capturedAt() {
    return StageHeaders.number(headers(), "captured-at").orElseThrow();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      Topic<?> topic,
      String camera,
      byte[] value,
      Headers headers) {
    try {
      var record = new ProducerRecord<>(topic.name(), null, null, utf8(camera), value, headers);
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void createTopics(RelievoConfig config, int partitions) {
    try (TopicAdmin admin = new TopicAdmin(settings(config))) {
      admin.create(Topics.all(), partitions, (short) -1);
    }
  }

  private static void startAll(StageRunner runner, Stage<Frame, FaceCrop> detect) {
    runner.start(Chain.detect(), detect);
    runner.start(Chain.regress(), TextStages.regress());
    runner.start(Chain.unwrap(), TextStages.unwrap());
    runner.start(Chain.displace(), TextStages.displace());
    runner.start(Chain.mesh(), TextStages.mesh());
  }

  private StageRunner runner(RelievoConfig config) {
    return new StageRunner(config, settings(config), new SimpleMeterRegistry());
  }

  private KafkaSettings settings(RelievoConfig config) {
    return KafkaSettings.of(config).at(broker.bootstrapServers());
  }

  private static RelievoConfig config(String guarantee, String mode) {
    return TestConfig.with(
        Map.of(
            "relievo.kafka.processing-guarantee",
            guarantee,
            "relievo.shed.mode",
            mode,
            "relievo.shed.deadline",
            "1h",
            "relievo.stage.threads",
            "1"));
  }
}
