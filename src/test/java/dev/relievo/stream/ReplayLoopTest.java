package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** A record that no replay helps, before a stage that writes the letters itself. */
class ReplayLoopTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int MOST = 2;

  private final RelievoConfig config = TestConfig.with(Map.of());

  @Test
  void shouldEndTheLoopOfARecordThatDiesAgainAndAgain() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).at(broker.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(settings)) {
        admin.create(Topics.all(), 1, (short) 1);
      }
      try (StageRunner runner = new StageRunner(config, settings, new SimpleMeterRegistry());
          LetterReader reader = new LetterReader(settings);
          LetterReplayer replayer = new LetterReplayer(settings, reader, MOST, false)) {
        runner.start(Chain.detect(), TextStages.detect());
        publishPoison(settings);
        for (int replays = 0; replays < MOST; replays++) {
          Letter letter = awaitLetter(reader, replays);
          assertThat(letter.content().getExceptionClass()).contains("InvalidRecordException");
          assertThat(replayer.replay(letter)).isInstanceOf(ReplayResult.Replayed.class);
        }
        Letter last = awaitLetter(reader, MOST);

        assertThat(replayer.replay(last))
            .isInstanceOfSatisfying(
                ReplayResult.Refused.class,
                refused -> assertThat(refused.why()).contains("replayed 2 times already"));
        assertThat(new String(last.headers().get(StageHeaders.REPLAY_OF), StandardCharsets.UTF_8))
            .as("where it all began")
            .isEqualTo("relievo.frames/0/0");
        assertThat(reader.find("relievo.frames/0/0"))
            .as("the letter about the first of them")
            .hasValueSatisfying(letter -> assertThat(letter.replays()).isZero());
      }
    }
  }

  private static void publishPoison(KafkaSettings settings) throws Exception {
    byte[] key = "door".getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings.producer())) {
      producer.send(new ProducerRecord<>("relievo.frames", key, new byte[] {1, 2, 3})).get();
    }
  }

  private static Letter awaitLetter(LetterReader reader, int replays) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                reader.list(LetterFilter.ALL, 100, LetterReader.Keep.NEWEST).letters().stream()
                    .filter(letter -> letter.replays() == replays)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
