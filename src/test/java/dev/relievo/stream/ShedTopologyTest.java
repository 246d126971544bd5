package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.relievo.nn.Batcher;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which records a stage sheds and what it says of them, without a broker; deadline 1 s. */
class ShedTopologyTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant STALE = NOW.minusMillis(1001);
  private static final byte[] DOOR = "door".getBytes(StandardCharsets.UTF_8);

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final List<Integer> worked = new ArrayList<>();
  private Batcher<?, ?> batcher;
  private TopologyTestDriver driver;

  @AfterEach
  void close() {
    driver.close();
    batcher.close();
  }

  @Test
  void shouldAnswerAStaleFrameWithoutWork() throws Exception {
    detect("stale");

    frame(7, STALE, headers(7));
    frame(8, NOW, headers(8));

    assertThat(read(Topics.FRAME_RESULTS))
        .extracting(FrameResult::getSequence, FrameResult::getStatus)
        .containsExactly(tuple(7L, FrameStatus.SHED), tuple(8L, FrameStatus.FACES));
    assertThat(worked).containsExactly(1);
    assertThat(shed("detect", "stale")).isEqualTo(1);
    assertThat(ended("detect", "shed")).isEqualTo(1);
  }

  @Test
  void shouldAnswerAStaleFrameInFull() throws Exception {
    detect("stale");

    frame(7, STALE, headers(7));

    assertThat(only(read(Topics.FRAME_RESULTS)))
        .returns("door", FrameResult::getCameraId)
        .returns(SampleRecords.CAPTURED_AT, FrameResult::getCapturedAt)
        .returns(0, FrameResult::getFaceCount)
        .returns(null, FrameResult::getReason)
        .returns(
            "shed by detect: its deadline had passed when its turn came", FrameResult::getMessage);
  }

  @Test
  void shouldShedNothingFromAnArchive() throws Exception {
    detect("none");

    frame(7, Instant.EPOCH, headers(7));

    assertThat(only(read(Topics.FRAME_RESULTS)).getStatus()).isEqualTo(FrameStatus.FACES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-9223372036854775808", "8", "9223372036854775807"})
  void shouldAnswerTheFrameThatTheValueNamesWhateverItsHeadersSay(String lie) throws Exception {
    detect("stale");
    Headers lies = new RecordHeaders();
    for (String name : List.of("captured-at", "sequence", "deadline", "traceparent")) {
      lies.add(name, lie.getBytes(StandardCharsets.UTF_8));
    }

    frame(7, STALE, lies);
    frame(9, NOW, lies);

    assertThat(read(Topics.FRAME_RESULTS))
        .extracting(FrameResult::getSequence)
        .containsExactly(7L, 9L);
    TestRecord<byte[], byte[]> crop = output(Topics.FACE_CROPS).readRecordsToList().get(0);
    assertThat(text(crop, "sequence")).as("corrected for later stages").isEqualTo("9");
    assertThat(text(crop, "captured-at")).isEqualTo("1795428930123456");
  }

  @Test
  void shouldBuryAStaleRecordThatNamesNoFrameOrAnotherCamera() {
    detect("stale");
    byte[] value = Topics.FRAMES.codec().encode(SampleRecords.frame("door", 7, "faces 1"));

    pipe(Topics.FRAMES, DOOR, new byte[] {1, 2, 3}, STALE, headers(7));
    pipe(Topics.FRAMES, DOOR, null, STALE, headers(7));
    pipe(Topics.FRAMES, null, value, STALE, headers(7));
    pipe(Topics.FRAMES, new byte[] {'h'}, value, STALE, headers(7));

    assertThat(output(Topics.deadLetters("detect")).readValuesToList()).hasSize(4);
    assertThat(output(Topics.FRAME_RESULTS).isEmpty()).isTrue();
  }

  @Test
  void shouldNotLookAtThePictureOfAStaleFrame() throws Exception {
    detect("stale");
    byte[] whole = Topics.FRAMES.codec().encode(SampleRecords.frame("door", 7, "faces 1"));
    byte[] cut = Arrays.copyOf(whole, whole.length - 30);

    pipe(Topics.FRAMES, DOOR, cut, STALE, headers(7));

    assertThat(only(read(Topics.FRAME_RESULTS)).getStatus()).isEqualTo(FrameStatus.SHED);
  }

  @Test
  void shouldHandTheDeadlineOnByTheBrokersClock() throws Exception {
    detect("stale");
    long captured = 1795428930123456L;

    frame(7, NOW, headers(7));
    Headers asks = headers(8).add("deadline", bytes("" + (captured + 250_000)));
    frame(8, NOW, asks);

    List<TestRecord<byte[], byte[]>> crops = output(Topics.FACE_CROPS).readRecordsToList();
    long now = 1000 * NOW.toEpochMilli();
    assertThat(text(crops.get(0), "deadline")).isEqualTo("" + (now + 1_000_000));
    assertThat(text(crops.get(1), "deadline")).isEqualTo("" + (now + 250_000));
  }

  @Test
  void shouldEndAStaleFaceWithOneAnswer() throws Exception {
    start("stale", Chain.regress(), TextStages.regress());
    Headers past = headers(7).add("deadline", bytes("" + (1000 * NOW.toEpochMilli() - 1)));
    Headers fresh = headers(7).add("deadline", bytes("" + 1000 * NOW.toEpochMilli()));
    FaceCrop stale = SampleRecords.crop("door", 7, 0, 2);
    FaceCrop wanted = SampleRecords.crop("door", 7, 1, 2);

    pipe(Topics.FACE_CROPS, DOOR, Topics.FACE_CROPS.codec().encode(stale), NOW, past);
    pipe(Topics.FACE_CROPS, DOOR, Topics.FACE_CROPS.codec().encode(wanted), NOW, fresh);

    FaceResult result = only(read(Topics.FACE_RESULTS));
    assertThat(result)
        .returns(FaceStatus.SHED, FaceResult::getStatus)
        .returns("regress", FaceResult::getStage)
        .returns(stale.getFace(), FaceResult::getFace);
    assertThat(read(Topics.COARSE_FACES)).hasSize(1);
    assertThat(shed("regress", "stale")).isEqualTo(1);
  }

  @Test
  void shouldShedASlimFrameAsItCannotBeDone() throws Exception {
    detect("latest-per-camera");
    byte[] whole = Topics.FRAMES.codec().encode(SampleRecords.frame("door", 7, "faces 1"));
    byte[] slim = FrameHead.of(whole).alone(whole);

    pipe(Topics.FRAMES, DOOR, slim, NOW, headers(7).add(Superseding.SLIM, new byte[0]));

    assertThat(only(read(Topics.FRAME_RESULTS)).getStatus()).isEqualTo(FrameStatus.SHED);
    assertThat(shed("detect", "superseded")).isEqualTo(1);
  }

  private void detect(String mode) {
    start(mode, Chain.detect(), TextStages.detect());
  }

  private <I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord> void start(
      String mode, StageDefinition<I, O, A> definition, Stage<I, O> stage) {
    StageMetrics metrics = new StageMetrics(definition.name(), registry);
    Batcher<I, Outcome<O>> started =
        new Batcher<>(
            "test-batcher",
            batch -> {
              worked.add(batch.size());
              return stage.apply(batch);
            },
            4,
            Duration.ZERO,
            metrics);
    batcher = started;
    RelievoConfig.Shed options =
        TestConfig.with(Map.of("relievo.shed.mode", mode, "relievo.shed.deadline", "1s")).shed();
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, definition.applicationId());
    driver =
        new TopologyTestDriver(
            StageTopology.build(
                definition,
                Optional.empty(),
                started,
                metrics,
                new Shedder(options, definition),
                Duration.ofSeconds(60),
                false),
            settings,
            NOW);
  }

  private void frame(long sequence, Instant appended, Headers headers) {
    byte[] value = Topics.FRAMES.codec().encode(SampleRecords.frame("door", sequence, "faces 1"));
    pipe(Topics.FRAMES, DOOR, value, appended, headers);
  }

  private void pipe(Topic<?> topic, byte[] key, byte[] value, Instant appended, Headers headers) {
    DriverTopics.input(driver, topic).pipeInput(new TestRecord<>(key, value, headers, appended));
  }

  private static Headers headers(long sequence) {
    return StageHeaders.ofFrame(SampleRecords.CAPTURED_AT, sequence);
  }

  private TestOutputTopic<byte[], byte[]> output(Topic<?> topic) {
    return DriverTopics.output(driver, topic);
  }

  private <T extends SpecificRecord> List<T> read(Topic<T> topic) throws InvalidRecordException {
    return DriverTopics.read(driver, topic);
  }

  private double shed(String stage, String reason) {
    return registry
        .get("relievo.stage.shed")
        .tags("stage", stage, "reason", reason)
        .counter()
        .count();
  }

  private long ended(String stage, String outcome) {
    return registry
        .get("relievo.stage.records")
        .tags("stage", stage, "outcome", outcome)
        .timer()
        .count();
  }

  private static String text(TestRecord<byte[], byte[]> record, String header) {
    return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T only(List<T> records) {
    assertThat(records).hasSize(1);
    return records.get(0);
  }
}
