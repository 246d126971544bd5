package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.relievo.stream.TopicAdmin.Change;
import dev.relievo.stream.TopicAdmin.Existing;
import dev.relievo.stream.TopicDifference.Remedy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics on a real broker. */
class TopicAdminTest {

  private static final short DEFAULT = -1;

  private static EmbeddedBroker broker;
  private TopicAdmin admin;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    admin = new TopicAdmin(settings(broker.bootstrapServers()));
  }

  @AfterEach
  void disconnect() {
    admin.close();
  }

  @Test
  void shouldCreateTopicsWithTheirLimits() {
    admin.create(List.of(Topics.FRAMES, Topics.FRAME_RESULTS), 3, DEFAULT);

    Map<String, TopicState> states = admin.describe(List.of(Topics.FRAMES, Topics.FRAME_RESULTS));
    assertThat(states).containsOnlyKeys("relievo.frames", "relievo.frame-results");
    assertThat(states.get("relievo.frames"))
        .returns(3, TopicState::partitions)
        .returns(1, TopicState::replication)
        .returns(Duration.ofHours(1), TopicState::retention)
        .returns(Topics.FRAMES.maxMessageBytes(), TopicState::maxMessageBytes);
    assertThat(states.get("relievo.frame-results"))
        .returns(Duration.ofHours(24), TopicState::retention)
        .returns(Topics.FRAME_RESULTS.maxMessageBytes(), TopicState::maxMessageBytes);
    assertThat(states.get("relievo.frames").settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("segment.ms", "900000")
        .containsEntry("message.timestamp.type", "LogAppendTime");
  }

  @Test
  void shouldLeaveTopicsAsTheyAreTheSecondTime() {
    assertThat(admin.create(List.of(Topics.MESHES), 2, DEFAULT))
        .isEqualTo(Map.of("relievo.meshes", Change.CREATED));
    assertThat(admin.create(List.of(Topics.MESHES), 2, DEFAULT))
        .isEqualTo(Map.of("relievo.meshes", Change.UNCHANGED));
  }

  @Test
  void shouldWidenButNeverNarrow() {
    admin.create(List.of(Topics.UV_MAPS), 2, DEFAULT);

    assertThat(admin.create(List.of(Topics.UV_MAPS), 5, DEFAULT))
        .isEqualTo(Map.of("relievo.uv-maps", Change.WIDENED));
    assertThatThrownBy(() -> admin.create(List.of(Topics.COARSE_FACES, Topics.UV_MAPS), 4, DEFAULT))
        .isInstanceOf(TopicConflictException.class)
        .hasMessageContaining("relievo.uv-maps has 5 partitions, which cannot become 4");
    assertThat(admin.describe(List.of(Topics.COARSE_FACES, Topics.UV_MAPS)))
        .as("nothing was changed before the refusal")
        .containsOnlyKeys("relievo.uv-maps");
  }

  @Test
  void shouldReportALongerRetentionAndShortenItOnlyWhenToldTo() {
    WantedTopic anHour = WantedTopic.of(Topics.FACE_CROPS, 2, DEFAULT);
    WantedTopic aDay = WantedTopic.of(Topics.FACE_CROPS, 2, DEFAULT, Duration.ofHours(24), -1);
    admin.create(List.of(aDay), Existing.KEEP);

    assertThat(admin.create(List.of(anHour), Existing.KEEP))
        .isEqualTo(Map.of("relievo.face-crops", Change.UNCHANGED));
    assertThat(admin.compare(List.of(anHour)))
        .extracting(
            TopicDifference::setting,
            TopicDifference::is,
            TopicDifference::wanted,
            TopicDifference::remedy)
        .containsExactly(
            tuple("retention.ms", "86400000", "3600000", Remedy.FIX),
            tuple("segment.ms", "21600000", "900000", Remedy.FIX));

    assertThat(admin.create(List.of(anHour), Existing.FIX))
        .isEqualTo(Map.of("relievo.face-crops", Change.FIXED));
    assertThat(admin.compare(List.of(anHour))).isEmpty();
  }

  @Test
  void shouldTakeLargerRecordsButNeverSmallerOnes() {
    String limit = "max.message.bytes";
    WantedTopic ours = WantedTopic.of(Topics.FACE_RESULTS, 1, DEFAULT);
    WantedTopic small = with(ours, limit, "1000");
    WantedTopic large = with(ours, limit, "9000000");
    admin.create(List.of(small), Existing.KEEP);

    assertThat(admin.create(List.of(large), Existing.KEEP))
        .isEqualTo(Map.of(ours.name(), Change.WIDENED));
    assertThat(admin.create(List.of(ours), Existing.FIX))
        .isEqualTo(Map.of(ours.name(), Change.UNCHANGED));
    assertThat(admin.compare(List.of(ours)))
        .singleElement()
        .returns(limit, TopicDifference::setting)
        .returns("9000000", TopicDifference::is)
        .returns(Remedy.BY_HAND, TopicDifference::remedy);
  }

  @Test
  void shouldReportWhatItDoesNotChange() {
    admin.create(List.of(Topics.DETAILED_FACES), 3, DEFAULT);
    WantedTopic other = WantedTopic.of(Topics.DETAILED_FACES, 2, (short) 2);
    WantedTopic missing = WantedTopic.of(Topics.deadLetters("nobody"), 2, DEFAULT);

    assertThat(admin.compare(List.of(other, missing)))
        .extracting(TopicDifference::toString)
        .containsExactly(
            "relievo.detailed-faces: partitions is 3, wanted 2 (not changed by Relievo)",
            "relievo.detailed-faces: replication is 1, wanted 2 (not changed by Relievo)",
            "relievo.nobody.dead-letters: topic is missing, wanted there (relievo topics create)");
  }

  private static WantedTopic with(WantedTopic topic, String setting, String value) {
    Map<String, String> settings = new HashMap<>(topic.settings());
    settings.put(setting, value);
    return new WantedTopic(topic.name(), topic.partitions(), topic.replication(), settings);
  }

  @Test
  void shouldSayWhichTopicsAreMissingAndWhatToDo() {
    assertThatThrownBy(() -> admin.require(List.of(Topics.deadLetters("nobody"))))
        .isInstanceOf(KafkaUnavailableException.class)
        .hasMessageContaining("no topic relievo.nobody.dead-letters")
        .hasMessageContaining("relievo topics create");
  }

  private static KafkaSettings settings(String bootstrapServers) {
    return KafkaSettings.of(TestConfig.with(Map.of())).at(bootstrapServers);
  }
}
