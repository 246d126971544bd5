package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.nn.Batcher;
import dev.relievo.record.DeadLetter;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.RejectReason;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stage topology's logic, without a broker. */
class StageTopologyTest {

  private static final RelievoConfig.Shed NO_SHEDDING = TestConfig.with(Map.of()).shed();

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private Batcher<?, ?> batcher;
  private TopologyTestDriver driver;

  @AfterEach
  void close() {
    driver.close();
    batcher.close();
  }

  @Test
  void shouldForwardFacesAndOneAnswer() throws Exception {
    start(Chain.detect(), TextStages.detect());

    publish("door", 7, "faces 2");

    assertThat(read(Topics.FACE_CROPS))
        .extracting(crop -> crop.getFace().getFaceId())
        .containsExactly("door/7#0", "door/7#1");
    FrameResult result = only(read(Topics.FRAME_RESULTS));
    assertThat(result.getStatus()).isEqualTo(FrameStatus.FACES);
    assertThat(result.getFaceCount()).isEqualTo(2);
    assertThat(result.getFrameWidth()).isEqualTo(1280);
    assertThat(result.getSequence()).isEqualTo(7);
    assertNoDeadLetters();
  }

  @Test
  void shouldAnswerAFrameWithoutFaces() throws Exception {
    start(Chain.detect(), TextStages.detect());

    publish("door", 7, "empty");

    assertThat(only(read(Topics.FRAME_RESULTS)))
        .returns(FrameStatus.NO_FACE, FrameResult::getStatus)
        .returns(0, FrameResult::getFaceCount);
    assertThat(read(Topics.FACE_CROPS)).isEmpty();
  }

  @Test
  void shouldAnswerABrokenFrameWithItsReason() throws Exception {
    start(Chain.detect(), TextStages.detect());

    publish("door", 7, "broken");

    assertThat(only(read(Topics.FRAME_RESULTS)))
        .returns(FrameStatus.REJECTED, FrameResult::getStatus)
        .returns(RejectReason.CORRUPT, FrameResult::getReason)
        .returns("the picture is broken", FrameResult::getMessage);
    assertNoDeadLetters();
  }

  @Test
  void shouldAnswerAFrameOnWhichTheStageThrowsAndGoOn() throws Exception {
    start(Chain.detect(), TextStages.detect());

    publish("door", 7, "defect");
    publish("door", 8, "empty");

    List<FrameResult> results = read(Topics.FRAME_RESULTS);
    assertThat(results).extracting(FrameResult::getSequence).containsExactly(7L, 8L);
    assertThat(results.get(0).getReason()).isEqualTo(RejectReason.INTERNAL);
    assertThat(results.get(0).getMessage()).contains("detect").contains("a defect");
  }

  @Test
  void shouldRejectAFrameWhoseFaceDoesNotFitTheTopic() throws Exception {
    start(Chain.detect(), TextStages.detect());

    publish("door", 7, "huge");

    assertThat(only(read(Topics.FRAME_RESULTS)))
        .returns(FrameStatus.REJECTED, FrameResult::getStatus)
        .returns(RejectReason.RECORD_TOO_LARGE, FrameResult::getReason);
    assertThat(read(Topics.FACE_CROPS)).isEmpty();
  }

  @Test
  void shouldEndAFaceThatFailsWithOneAnswer() throws Exception {
    start(Chain.regress(), TextStages.regress());

    pipe(Topics.FACE_CROPS, "door", cropSaying("faces 1"));
    pipe(Topics.FACE_CROPS, "door", cropSaying("faces 1 lost"));

    assertThat(read(Topics.COARSE_FACES)).hasSize(1);
    assertThat(only(read(Topics.FACE_RESULTS)))
        .returns(FaceStatus.FAILED, FaceResult::getStatus)
        .returns("regress", FaceResult::getStage)
        .returns(RejectReason.NOT_CONVERGED, FaceResult::getReason);
  }

  @Test
  void shouldHandOnReliefAndAnswerOnlyTheFacesThatHaveNone() throws Exception {
    start(Chain.displace(), TextStages.displace());
    UnwrappedFace face = (UnwrappedFace) SampleRecords.of(UnwrappedFace.class);
    ByteBuffer scarred = ByteBuffer.wrap(utf8("scarred"));

    pipe(Topics.UV_MAPS, "door", face);
    pipe(
        Topics.UV_MAPS,
        "door",
        UnwrappedFace.newBuilder(face)
            .setTexture(new EncodedImage(1, 1, ImageEncoding.JPEG, scarred))
            .build());

    assertThat(only(read(Topics.DETAILED_FACES)).getFace()).isEqualTo(face.getFace());
    assertThat(only(read(Topics.FACE_RESULTS)))
        .returns(FaceStatus.FAILED, FaceResult::getStatus)
        .returns("displace", FaceResult::getStage)
        .returns(RejectReason.INVALID_RECORD, FaceResult::getReason);
  }

  @Test
  void shouldEndAFaceWhoseMeshIsNoValidRecord() throws Exception {
    Stage<DetailedFace, FaceMesh> meshless =
        batch ->
            TextStages.mesh().apply(batch).stream()
                .peek(
                    outcome ->
                        ((Outcome.Done<FaceMesh>) outcome)
                            .outputs()
                            .forEach(mesh -> mesh.put("mesh", null)))
                .toList();
    start(Chain.mesh(), meshless);

    pipe(Topics.DETAILED_FACES, "door", (DetailedFace) SampleRecords.of(DetailedFace.class));

    assertThat(read(Topics.MESHES)).isEmpty();
    assertThat(only(read(Topics.FACE_RESULTS)))
        .returns(FaceStatus.FAILED, FaceResult::getStatus)
        .returns(RejectReason.INTERNAL, FaceResult::getReason);
  }

  @Test
  void shouldAnswerEveryMeshedFace() throws Exception {
    start(Chain.mesh(), TextStages.mesh());

    pipe(Topics.DETAILED_FACES, "door", (DetailedFace) SampleRecords.of(DetailedFace.class));

    assertThat(read(Topics.MESHES)).hasSize(1);
    assertThat(only(read(Topics.FACE_RESULTS)).getStatus()).isEqualTo(FaceStatus.MESHED);
  }

  @Test
  void shouldBuryWhatCannotBeReadAndSayWhereItLies() throws Exception {
    start(Chain.detect(), TextStages.detect());

    publish("door", 6, "empty");
    pipeRaw("door", "no Avro at all".getBytes(StandardCharsets.UTF_8));
    publish("door", 8, "empty");

    DeadLetter letter = only(read(Topics.deadLetters("detect")));
    assertThat(letter)
        .returns("relievo.frames", DeadLetter::getTopic)
        .returns(1L, DeadLetter::getOffset)
        .returns("detect", DeadLetter::getStage)
        .returns(RejectReason.INVALID_RECORD, DeadLetter::getReason)
        .returns(null, DeadLetter::getPayload);
    assertThat(read(Topics.FRAME_RESULTS))
        .as("frames = results + dead letters")
        .extracting(FrameResult::getSequence)
        .containsExactly(6L, 8L);
  }

  @Test
  void shouldBuryRecordsWithoutValueKeyOrWithAnothersKey() throws Exception {
    start(Chain.detect(), TextStages.detect());
    Frame frame = SampleRecords.frame("door", 7, "faces 1");

    pipeRaw("door", null);
    pipeRaw(null, Topics.FRAMES.codec().encode(frame));
    pipeRaw("window", Topics.FRAMES.codec().encode(frame));

    assertThat(read(Topics.deadLetters("detect")))
        .extracting(DeadLetter::getMessage)
        .satisfiesExactly(
            message -> assertThat(message).contains("no value"),
            message -> assertThat(message).contains("no key"),
            message -> assertThat(message).contains("not the record's camera id"));
    assertThat(read(Topics.FRAME_RESULTS)).isEmpty();
    assertThat(read(Topics.FACE_CROPS)).isEmpty();
  }

  @Test
  void shouldCarryItsHeadersAndNoOthers() {
    start(Chain.detect(), TextStages.detect());
    Headers headers = StageHeaders.ofFrame(SampleRecords.CAPTURED_AT, 7);
    headers.add(StageHeaders.TRACEPARENT, "00-ab-cd-01".getBytes(StandardCharsets.US_ASCII));
    headers.add("other", new byte[500_000]);
    Frame frame = SampleRecords.frame("door", 7, "faces 1");
    input(Topics.FRAMES)
        .pipeInput(new TestRecord<>(utf8("door"), Topics.FRAMES.codec().encode(frame), headers));

    TestRecord<byte[], byte[]> crop = output(Topics.FACE_CROPS).readRecord();

    assertThat(crop.key()).isEqualTo(utf8("door"));
    assertThat(crop.headers().toArray())
        .extracting(Header::key)
        .containsExactly("captured-at", "sequence", "traceparent");
    assertThat(new String(crop.headers().lastHeader("captured-at").value()))
        .isEqualTo("1795428930123456");
    assertThat(output(Topics.FRAME_RESULTS).readRecord().headers().toArray()).hasSize(3);
  }

  @Test
  void shouldStopRatherThanSkipARecordWhenTheStageHangs() {
    CountDownLatch never = new CountDownLatch(1);
    Stage<Frame, FaceCrop> hung =
        batch -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return List.of();
        };
    start(Chain.detect(), hung, Duration.ofMillis(50));

    assertThatThrownBy(() -> publish("door", 7, "faces 1"))
        .hasRootCauseInstanceOf(TimeoutException.class)
        .hasStackTraceContaining("detect gave no result within PT0.05S");
    assertThat(output(Topics.FRAME_RESULTS).isEmpty()).isTrue();
  }

  @Test
  void shouldStopRatherThanFailRecordsWhenTheMachineFails() {
    Stage<Frame, FaceCrop> broken =
        batch -> {
          throw new UnsatisfiedLinkError("no native library in this test");
        };
    start(Chain.detect(), broken);

    assertThatThrownBy(() -> publish("door", 7, "faces 1"))
        .hasStackTraceContaining("StageStuckException");
    assertThat(output(Topics.FRAME_RESULTS).isEmpty()).isTrue();
  }

  @Test
  void shouldCountRecordsByOutcome() throws Exception {
    start(Chain.detect(), TextStages.detect());

    publish("door", 1, "faces 2");
    publish("door", 2, "empty");
    publish("door", 3, "broken");
    pipeRaw("door", null);

    assertThat(recorded("done")).isEqualTo(2);
    assertThat(recorded("failed")).isEqualTo(1);
    assertThat(recorded("dead")).isEqualTo(1);
    assertThat(registry.get("relievo.stage.outputs").summary().totalAmount()).isEqualTo(2);
    assertThat(registry.get("relievo.batch.size").summary().totalAmount()).isEqualTo(3);
  }

  private long recorded(String outcome) {
    return registry.get("relievo.stage.records").tag("outcome", outcome).timer().count();
  }

  private <I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord> void start(
      StageDefinition<I, O, A> definition, Stage<I, O> stage) {
    start(definition, stage, Duration.ofSeconds(60));
  }

  private <I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord> void start(
      StageDefinition<I, O, A> definition, Stage<I, O> stage, Duration timeout) {
    StageMetrics metrics = new StageMetrics(definition.name(), registry);
    Batcher<I, Outcome<O>> started =
        new Batcher<>("test-batcher", stage::apply, 4, Duration.ZERO, metrics);
    batcher = started;
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, definition.applicationId());
    driver =
        new TopologyTestDriver(
            StageTopology.build(
                definition,
                stage.memory(),
                started,
                metrics,
                new Shedder(NO_SHEDDING, definition),
                timeout,
                false),
            settings,
            Instant.EPOCH);
  }

  private static FaceCrop cropSaying(String text) throws Exception {
    Frame frame = SampleRecords.frame("door", 7, text);
    Outcome<FaceCrop> outcome = TextStages.detect().apply(List.of(frame)).get(0);
    return ((Outcome.Done<FaceCrop>) outcome).outputs().get(0);
  }

  private void publish(String camera, long sequence, String picture) {
    pipe(Topics.FRAMES, camera, SampleRecords.frame(camera, sequence, picture));
  }

  private <T extends SpecificRecord> void pipe(Topic<T> topic, String camera, T value) {
    input(topic).pipeInput(utf8(camera), topic.codec().encode(value));
  }

  private void pipeRaw(String key, byte[] value) {
    input(Topics.FRAMES).pipeInput(key == null ? null : utf8(key), value);
  }

  private TestInputTopic<byte[], byte[]> input(Topic<?> topic) {
    return DriverTopics.input(driver, topic);
  }

  private TestOutputTopic<byte[], byte[]> output(Topic<?> topic) {
    return DriverTopics.output(driver, topic);
  }

  private <T extends SpecificRecord> List<T> read(Topic<T> topic) throws InvalidRecordException {
    return DriverTopics.read(driver, topic);
  }

  private void assertNoDeadLetters() {
    assertThat(output(Topics.deadLetters("detect")).isEmpty()).isTrue();
  }

  private static <T> T only(List<T> records) {
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
