package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.nn.Batcher;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a topology does with what a stage remembers, without a broker. */
class RecollectionTest {

  private static final StageDefinition<Frame, FaceCrop, ?> DETECT = Chain.detect();
  private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");

  private Batcher<Frame, Outcome<FaceCrop>> batcher;
  private TopologyTestDriver driver;

  @BeforeEach
  void start() {
    StageMetrics metrics = new StageMetrics("detect", new SimpleMeterRegistry());
    var definition = Chain.detect();
    batcher = new Batcher<>("test-batcher", TextStages.detect()::apply, 4, Duration.ZERO, metrics);
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, definition.applicationId());
    driver =
        new TopologyTestDriver(
            StageTopology.build(
                definition,
                Optional.of(new CountingMemory()),
                batcher,
                metrics,
                new Shedder(TestConfig.with(Map.of()).shed(), definition),
                Duration.ofSeconds(60),
                false),
            settings,
            START);
  }

  @AfterEach
  void close() {
    driver.close();
    batcher.close();
  }

  @Test
  void shouldRememberEachCameraAndStateByItself() throws Exception {
    publish("door", 1, "faces 1 anna");
    publish("yard", 2, "faces 2 anna");
    publish("door", 3, "faces 1 bert");
    publish("door", 4, "faces 1 anna");

    assertThat(tracks())
        .containsExactly(
            "door/1#0 frame 1",
            "yard/2#0 frame 1",
            "yard/2#1 frame 1",
            "door/3#0 frame 1",
            "door/4#0 frame 2");
  }

  @Test
  void shouldNotCountARecordTwiceThatTheStateHasInIt() throws Exception {
    publish("door", 1, "faces 1 anna");
    publish("door", 2, "faces 1 anna");
    // As after a crash between the state's commit and the offset's: the state is ahead.
    String key = store().all().next().key;
    byte[] ahead = store().get(key).clone();
    ByteBuffer.wrap(ahead).putLong(0, 9);
    store().put(key, ahead);
    tracks();

    publish("door", 3, "faces 1 anna");

    assertThat(tracks()).containsExactly("door/3#0 again 2");
    assertThat(store().get(key)).isEqualTo(ahead);
  }

  @Test
  void shouldKeepWhatIsReplayedOutOfIt() throws Exception {
    publish("door", 1, "faces 1 anna");
    tracks();
    Headers replayed = new RecordHeaders().add(StageHeaders.REPLAYS, utf8("1"));

    publish("door", 0, "faces 1 anna", replayed, START);

    assertThat(tracks()).containsExactly("door/0#0 track-1");
    publish("door", 2, "faces 1 anna");
    assertThat(tracks()).containsExactly("door/2#0 frame 2");
  }

  @Test
  void shouldLeaveFailuresAndWhatHasNoStateAlone() throws Exception {
    publish("door", 1, "faces 1 anna");
    publish("door", 2, "broken picture anna");
    publish("door", 3, "faces 1 forgotten");
    publish("door", 4, "faces 1 anna");

    assertThat(tracks())
        .containsExactly("door/1#0 frame 1", "door/3#0 track-1", "door/4#0 frame 2");
  }

  @Test
  void shouldDropStatesOfTheCameraThatAreOverWhenOneBegins() throws Exception {
    publish("door", 1, "faces 1 anna");
    publish("doo", 2, "faces 1 anna");
    publish("door", 3, "faces 1 bert");
    assertThat(store().approximateNumEntries()).isEqualTo(3);

    publish("door", 100, "faces 1 carl");

    assertThat(keys()).containsExactlyInAnyOrder("\4doorcarl", "\3dooanna");
  }

  @Test
  void shouldForgetCamerasThatNobodyHearsOfAnyMore() throws Exception {
    publish("door", 1, "faces 1 anna");
    publish("yard", 2, "faces 1 anna", new RecordHeaders(), START.plusSeconds(3_000));
    assertThat(keys()).hasSize(2);

    publish("yard", 3, "faces 1 anna", new RecordHeaders(), START.plusSeconds(3_700));

    assertThat(keys()).containsExactly("\4yardanna");
  }

  @Test
  void shouldBeginAnewWhereAStateCannotBeRead() throws Exception {
    publish("door", 1, "faces 1 anna");
    byte[] newer = store().get("\4dooranna").clone();
    newer[20] ^= 1;
    store().put("\4dooranna", newer);
    tracks();

    publish("door", 2, "faces 1 anna");

    assertThat(tracks()).containsExactly("door/2#0 frame 1");
  }

  private KeyValueStore<String, byte[]> store() {
    return driver.getKeyValueStore("tracks");
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    try (var all = store().all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  private List<String> tracks() throws InvalidRecordException {
    return DriverTopics.read(driver, DETECT.sink()).stream()
        .map(crop -> crop.getFace().getFaceId() + " " + crop.getFace().getTrackId())
        .toList();
  }

  private void publish(String camera, long sequence, String picture) {
    publish(camera, sequence, picture, new RecordHeaders(), START);
  }

  private void publish(String camera, long sequence, String picture, Headers headers, Instant at) {
    Frame frame = SampleRecords.frame(camera, sequence, picture);
    DriverTopics.input(driver, Topics.FRAMES)
        .pipeInput(
            new TestRecord<>(utf8(camera), Topics.FRAMES.codec().encode(frame), headers, at));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
