package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole chain on a real broker, with stages that read words for pictures. */
class ChainTest {

  private static final List<String> CAMERAS = List.of("door", "hall", "yard");

  /** What one camera sees, in turn. Two of its faces get lost in regress, two in displace. */
  private static final List<String> PICTURES =
      List.of(
          "faces 1",
          "empty",
          "faces 3",
          "broken",
          "faces 2 lost",
          "defect",
          "faces 2 scarred",
          "huge",
          "faces 1");

  private static final int FACES = 9;
  private static final int MESHES = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private EmbeddedBroker broker;
  private final List<FrameResult> frames = new ArrayList<>();
  private final List<FaceResult> faces = new ArrayList<>();
  private final List<FaceMesh> meshes = new ArrayList<>();

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void shouldAnswerEveryFrameAndEveryAnnouncedFaceInOrder(String guarantee) throws Exception {
    RelievoConfig config = config(Map.of("relievo.kafka.processing-guarantee", guarantee));
    createTopics(config);
    try (StageRunner runner = runner(config);
        ChainReader reader = new ChainReader(settings(config), ChainReader.From.NOW)) {
      startAll(runner);
      runner.awaitReady(PATIENCE);
      publish(config, 3);
      readUntil(reader, 3 * CAMERAS.size() * PICTURES.size(), 3 * CAMERAS.size() * FACES);
    }
    assertAnswered(3);
    assertThat(meshes).hasSize(3 * CAMERAS.size() * MESHES);
  }

  @Test
  void shouldLoseNothingWhenStagesAreStoppedAndStartedInBetween() throws Exception {
    RelievoConfig config = config(Map.of());
    createTopics(config);
    int rounds = 20;
    try (ChainReader reader = new ChainReader(settings(config), ChainReader.From.NOW)) {
      publish(config, rounds);
      try (StageRunner first = runner(config)) {
        startAll(first);
        readUntil(reader, 10, 0);
      }
      assertThat(frames)
          .as("work must be left")
          .hasSizeLessThan(rounds * CAMERAS.size() * PICTURES.size());
      try (StageRunner second = runner(config)) {
        startAll(second);
        readUntil(
            reader, rounds * CAMERAS.size() * PICTURES.size(), rounds * CAMERAS.size() * FACES);
      }
    }
    assertAnswered(rounds);
  }

  @ParameterizedTest
  @CsvSource({"3, 8, 3", "8, 2, 2"})
  void shouldWarmUpOnceBeforeAnyRecordForTheLargestBatchThatMayCome(
      int maxBatch, int threads, int largest) throws Exception {
    RelievoConfig config =
        config(
            Map.of(
                "relievo.stage.max-batch", "" + maxBatch, "relievo.stage.threads", "" + threads));
    createTopics(config);
    CountingStage counting = new CountingStage(TextStages.detect());
    try (ChainReader reader = new ChainReader(settings(config), ChainReader.From.NOW)) {
      publish(config, 3);
      try (StageRunner runner = runner(config)) {
        runner.start(Chain.detect(), counting);
        readUntil(reader, 3 * CAMERAS.size() * PICTURES.size(), 0);
      }
    }
    assertThat(counting.warmUps).containsExactly(largest);
    assertThat(counting.batches).isNotEmpty().allMatch(size -> size <= largest);
    assertThat(counting.batchesBeforeWarmUp).isZero();
  }

  /** Keeps what it was warmed up for and the sizes of the batches that came. */
  private static final class CountingStage implements Stage<Frame, FaceCrop> {

    private final Stage<Frame, FaceCrop> stage;
    private final List<Integer> warmUps = new CopyOnWriteArrayList<>();
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private int batchesBeforeWarmUp;

    CountingStage(Stage<Frame, FaceCrop> stage) {
      this.stage = stage;
    }

    @Override
    public void warmUp(int maxBatch) {
      batchesBeforeWarmUp = batches.size();
      warmUps.add(maxBatch);
    }

    @Override
    public List<Outcome<FaceCrop>> apply(List<Frame> batch) {
      batches.add(batch.size());
      return stage.apply(batch);
    }
  }

  @Test
  void shouldLeaveTheRecordOfAHungStageToAnotherProcess() throws Exception {
    RelievoConfig config = config(Map.of("relievo.stage.timeout", "300ms"));
    createTopics(config);
    CountDownLatch hang = new CountDownLatch(1);
    Stage<Frame, FaceCrop> hung =
        batch -> {
          try {
            hang.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return List.of();
        };
    try (ChainReader reader = new ChainReader(settings(config), ChainReader.From.NOW)) {
      publish(config, 1);
      try (StageRunner stuck = runner(config)) {
        stuck.start(Chain.detect(), hung);
        await().atMost(PATIENCE).until(() -> stuck.failure() != null);
        assertThat(stuck.failure()).isInstanceOf(StageStuckException.class);
        await().atMost(PATIENCE).until(() -> !stuck.isReady());
      }
      try (StageRunner sound = runner(config(Map.of()))) {
        startAll(sound);
        readUntil(reader, CAMERAS.size() * PICTURES.size(), CAMERAS.size() * FACES);
      }
    }
    assertAnswered(1);
  }

  @Test
  void shouldBuryWhatCannotBeReadAndGoOn() throws Exception {
    RelievoConfig config = config(Map.of());
    createTopics(config);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (StageRunner runner = new StageRunner(config, settings(config), registry);
        ChainReader reader = new ChainReader(settings(config), ChainReader.From.NOW);
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings(config).producer())) {
      startAll(runner);
      for (String camera : CAMERAS) {
        byte[] key = camera.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("relievo.frames", key, new byte[] {1, 2, 3}));
        producer.send(new ProducerRecord<>("relievo.frames", key, null));
      }
      producer.flush();
      publish(config, 1);
      readUntil(reader, CAMERAS.size() * PICTURES.size(), CAMERAS.size() * FACES);
      assertAnswered(1);
      assertThat(
              registry
                  .get("relievo.stage.records")
                  .tags("stage", "detect", "outcome", "dead")
                  .timer()
                  .count())
          .isEqualTo(2 * CAMERAS.size());
    }
  }

  @Test
  void shouldRefuseToStartWithoutTopics() {
    RelievoConfig config = config(Map.of());
    try (StageRunner runner = runner(config)) {
      assertThatThrownBy(() -> runner.start(Chain.detect(), TextStages.detect()))
          .isInstanceOf(KafkaUnavailableException.class)
          .hasMessageContaining("relievo topics create");
      assertThat(runner.isReady()).isFalse();
    }
  }

  /** Exactly one answer a frame and an announced face, each what it should be, in order. */
  private void assertAnswered(int rounds) {
    for (String camera : CAMERAS) {
      List<FrameResult> seen =
          frames.stream().filter(result -> result.getCameraId().equals(camera)).toList();
      assertThat(seen).hasSize(rounds * PICTURES.size());
      List<String> announced = new ArrayList<>();
      for (int i = 0; i < seen.size(); i++) {
        FrameResult result = seen.get(i);
        assertThat(result.getSequence()).as("order of " + camera).isEqualTo(i);
        assertFits(PICTURES.get(i % PICTURES.size()), result);
        for (int face = 0; face < result.getFaceCount(); face++) {
          announced.add(camera + "/" + i + "#" + face);
        }
      }
      assertFacesOf(camera, announced);
    }
  }

  private void assertFacesOf(String camera, List<String> announced) {
    List<FaceResult> results =
        faces.stream().filter(face -> face.getFace().getCameraId().equals(camera)).toList();
    assertThat(results)
        .extracting(result -> result.getFace().getFaceId())
        .containsExactlyInAnyOrderElementsOf(announced);
    List<String> meshed =
        results.stream()
            .filter(result -> result.getStatus() == FaceStatus.MESHED)
            .map(result -> result.getFace().getFaceId())
            .toList();
    assertThat(meshes.stream().map(mesh -> mesh.getFace().getFaceId()))
        .as("meshes of " + camera + ", in the order of their frames")
        .filteredOn(id -> id.startsWith(camera))
        .isEqualTo(meshed)
        .isEqualTo(announced.stream().filter(meshed::contains).toList());
    assertThat(results)
        .filteredOn(result -> result.getStatus() == FaceStatus.FAILED)
        .allSatisfy(ChainTest::assertFailedWhereItShould);
  }

  private static void assertFailedWhereItShould(FaceResult result) {
    String picture = PICTURES.get((int) (result.getFace().getSequence() % PICTURES.size()));
    assertThat(result)
        .as(picture)
        .returns(picture.contains("lost") ? "regress" : "displace", FaceResult::getStage)
        .returns(
            picture.contains("lost") ? RejectReason.NOT_CONVERGED : RejectReason.INVALID_RECORD,
            FaceResult::getReason);
    assertThat(picture).containsAnyOf("lost", "scarred");
  }

  private static void assertFits(String picture, FrameResult result) {
    switch (picture.split(" ")[0]) {
      case "faces" -> {
        assertThat(result.getStatus()).isEqualTo(FrameStatus.FACES);
        assertThat(result.getFaceCount()).isEqualTo(Integer.parseInt(picture.split(" ")[1]));
      }
      case "empty" -> assertThat(result.getStatus()).isEqualTo(FrameStatus.NO_FACE);
      case "broken" -> assertThat(result.getReason()).isEqualTo(RejectReason.CORRUPT);
      case "huge" -> assertThat(result.getReason()).isEqualTo(RejectReason.RECORD_TOO_LARGE);
      default -> assertThat(result.getReason()).isEqualTo(RejectReason.INTERNAL);
    }
  }

  private void readUntil(ChainReader reader, int wantedFrames, int wantedFaces) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              reader.poll(Duration.ofMillis(100)).forEach(this::add);
              long meshed =
                  faces.stream().filter(face -> face.getStatus() == FaceStatus.MESHED).count();
              return frames.size() >= wantedFrames
                  && faces.size() >= wantedFaces
                  && meshes.size() >= meshed;
            });
  }

  private void add(ChainEvent event) {
    if (event instanceof ChainEvent.FrameAnswered frame) {
      frames.add(frame.result());
    } else if (event instanceof ChainEvent.FaceAnswered face) {
      faces.add(face.result());
    } else if (event instanceof ChainEvent.Meshed meshed) {
      meshes.add(meshed.mesh());
    } else {
      throw new AssertionError(event);
    }
  }

  private void publish(RelievoConfig config, int rounds) {
    Map<String, Long> sequences = new HashMap<>();
    try (FramePublisher publisher = new FramePublisher(settings(config))) {
      for (int round = 0; round < rounds; round++) {
        for (String picture : PICTURES) {
          for (String camera : CAMERAS) {
            long sequence = sequences.merge(camera, 1L, Long::sum) - 1;
            publisher.publish(SampleRecords.frame(camera, sequence, picture));
          }
        }
      }
    }
  }

  private void createTopics(RelievoConfig config) {
    try (TopicAdmin admin = new TopicAdmin(settings(config))) {
      admin.create(Topics.all(), 3, (short) -1);
    }
  }

  private static void startAll(StageRunner runner) {
    runner.start(Chain.detect(), TextStages.detect());
    TextStages.startAfterDetect(runner);
  }

  private StageRunner runner(RelievoConfig config) {
    return new StageRunner(config, settings(config), new SimpleMeterRegistry());
  }

  private KafkaSettings settings(RelievoConfig config) {
    return KafkaSettings.of(config).at(broker.bootstrapServers());
  }

  private static RelievoConfig config(Map<String, String> options) {
    return TestConfig.with(options);
  }
}
