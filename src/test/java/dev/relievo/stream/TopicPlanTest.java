package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

  private static final short DEFAULT = -1;

  @Test
  void shouldForgetWhateverMayHoldAFaceWithinADay() {
    assertThat(plan(Map.of()))
        .hasSameSizeAs(Topics.onBroker())
        .allSatisfy(
            (name, topic) -> {
              assertThat(topic.partitions()).isEqualTo(24);
              assertThat(topic.settings().get("cleanup.policy")).endsWith("delete");
              assertThat(retention(topic)).isLessThanOrEqualTo(Duration.ofHours(24));
              assertThat(topic.settings().get("segment.ms"))
                  .isEqualTo(String.valueOf(retention(topic).toMillis() / 4));
            });
  }

  @Test
  void shouldKeepTheNewestOfWhatOnlyStagesRemember() {
    Map<String, WantedTopic> plan = plan(Map.of("relievo.topics.retention.tracks", "20m"));

    Topics.onBroker()
        .forEach(
            topic ->
                assertThat(plan.get(topic.name()).settings())
                    .containsEntry(
                        "cleanup.policy",
                        Topics.memories().contains(topic) ? "compact,delete" : "delete"));
    assertThat(Topics.memories())
        .allSatisfy(topic -> assertThat(retention(plan.get(topic.name()))).hasMinutes(20));
  }

  @Test
  void shouldTakeTheRetentionOfEachTopicFromItsOption() {
    List<String> options =
        List.of(
            "frames",
            "face-crops",
            "coarse-faces",
            "uv-maps",
            "detailed-faces",
            "meshes",
            "frame-results",
            "face-results");
    Map<String, String> minutes = new HashMap<>();
    for (int i = 0; i < options.size(); i++) {
      minutes.put("relievo.topics.retention." + options.get(i), (i + 2) + "m");
    }
    minutes.put("relievo.topics.retention.dead-letters", "90m");

    Map<String, WantedTopic> plan = plan(minutes);

    for (int i = 0; i < options.size(); i++) {
      assertThat(retention(plan.get("relievo." + options.get(i)))).hasMinutes(i + 2);
    }
    Chain.STAGES.forEach(
        stage -> assertThat(retention(plan.get(Topics.deadLetters(stage).name()))).hasMinutes(90));
  }

  @Test
  void shouldKeepFacesNoLongerThanSomebodyAnswersFor() {
    assertThatThrownBy(() -> plan(Map.of("relievo.topics.retention.meshes", "25h")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("relievo.meshes", "PT25H", "longest-face-retention");
    assertThat(plan(Map.of("relievo.topics.retention.face-results", "48h")))
        .as("answers show nobody")
        .extractingByKey("relievo.face-results")
        .satisfies(topic -> assertThat(retention(topic)).hasHours(48));
    assertThat(
            plan(
                Map.of(
                    "relievo.topics.retention.frames", "72h",
                    "relievo.topics.longest-face-retention", "72h")))
        .extractingByKey("relievo.frames")
        .satisfies(topic -> assertThat(retention(topic)).hasHours(72));
  }

  @Test
  void shouldRefuseWhatNoTopicCanHave() {
    assertThatThrownBy(() -> plan(Map.of("relievo.topics.retention.frames", "5s")))
        .hasMessageContaining("the shortest");
    assertThatThrownBy(() -> plan(Map.of("relievo.topics.partitions", "0")))
        .hasMessageContaining("at least 1 partition");
    assertThatThrownBy(() -> plan(Map.of("relievo.topics.replication", "0")))
        .hasMessageContaining("at least 1 copy");
    assertThatThrownBy(() -> plan(Map.of("relievo.topics.partition-bytes", "0")))
        .hasMessageContaining("relievo.topics.partition-bytes");
  }

  @Test
  void shouldDeleteSmallSegmentsWhereTheDiskIsBounded() {
    WantedTopic frames =
        plan(Map.of("relievo.topics.partition-bytes", "1000000000")).get("relievo.frames");

    assertThat(frames.settings())
        .containsEntry("retention.bytes", "1000000000")
        .containsEntry("segment.bytes", "250000000");
  }

  @Test
  void shouldWantTwoCopiesOfARecordWhereThereAreThree() {
    assertThat(WantedTopic.of(Topics.FRAMES, 1, (short) 3).settings())
        .containsEntry("min.insync.replicas", "2");
    assertThat(WantedTopic.of(Topics.FRAMES, 1, DEFAULT).settings())
        .doesNotContainKey("min.insync.replicas");
  }

  private static Map<String, WantedTopic> plan(Map<String, String> options) {
    return TopicPlan.of(TestConfig.with(options).topics()).stream()
        .collect(Collectors.toMap(WantedTopic::name, Function.identity()));
  }

  private static Duration retention(WantedTopic topic) {
    return Duration.ofMillis(Long.parseLong(topic.settings().get("retention.ms")));
  }
}
