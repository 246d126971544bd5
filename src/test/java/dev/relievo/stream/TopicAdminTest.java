package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.stream.TopicAdmin.Change;
import java.time.Duration;
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

    assertThat(admin.describe(List.of(Topics.FRAMES, Topics.FRAME_RESULTS)))
        .containsEntry(
            "relievo.frames",
            new TopicAdmin.State(3, 1, Duration.ofHours(1), Topics.FRAMES.maxMessageBytes()))
        .containsEntry(
            "relievo.frame-results",
            new TopicAdmin.State(
                3, 1, Duration.ofHours(24), Topics.FRAME_RESULTS.maxMessageBytes()));
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
