package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.relievo.record.DeadLetter;
import dev.relievo.record.RejectReason;
import dev.relievo.stream.RecordFetcher.Fetched;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters and replays on a real broker. */
class LetterReplayTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String FRAMES = "relievo.frames";
  private static final byte[] DOOR = utf8("door");
  private static final byte[] POISON = utf8("no Avro at all");
  private static final int MOST = 2;

  private EmbeddedBroker broker;
  private KafkaSettings settings;
  private KafkaProducer<byte[], byte[]> producer;
  private LetterReader reader;
  private LetterReplayer replayer;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start();
    settings = KafkaSettings.of(TestConfig.with(Map.of())).at(broker.bootstrapServers());
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.create(Topics.all(), 2, (short) 1);
    }
    producer = new KafkaProducer<>(settings.producer());
    reader = new LetterReader(settings);
    replayer = new LetterReplayer(settings, reader, MOST, false);
  }

  @AfterEach
  void stop() {
    replayer.close();
    reader.close();
    producer.close();
    broker.close();
  }

  @Test
  void shouldWriteTheRecordAgainAsItWasIntoItsPartition() throws Exception {
    Headers headers =
        StageHeaders.ofFrame(SampleRecords.CAPTURED_AT, 7)
            .add(StageHeaders.DEADLINE, utf8("1795428930123456"))
            .add("theirs", utf8("kept"));
    byte[] frame = Topics.FRAMES.codec().encode(SampleRecords.frame("door", 7, "faces 1"));
    send(new ProducerRecord<>(FRAMES, 1, DOOR, POISON));
    RecordMetadata at = send(new ProducerRecord<>(FRAMES, 1, null, DOOR, frame, headers));
    bury(at, null);

    ReplayResult result = replayer.replay(onlyLetter());

    RecordLocation copy = new RecordLocation(FRAMES, 1, 2);
    assertThat(result).isEqualTo(new ReplayResult.Replayed(copy, ReplayResult.From.TOPIC, 1));
    ConsumerRecord<byte[], byte[]> record = fetch(copy);
    assertThat(record.key()).isEqualTo(DOOR);
    assertThat(record.value()).isEqualTo(frame);
    assertThat(text(record, "captured-at")).isEqualTo("1795428930123456");
    assertThat(text(record, "theirs")).isEqualTo("kept");
    assertThat(text(record, "replays")).isEqualTo("1");
    assertThat(text(record, "replay-of")).isEqualTo("relievo.frames/1/1");
    assertThat(record.headers().lastHeader("deadline")).as("it has passed").isNull();
  }

  @Test
  void shouldRememberWhatWasReplayedAndWriteNothingInADryRun() throws Exception {
    RecordMetadata at = send(new ProducerRecord<>(FRAMES, 0, DOOR, POISON));
    bury(at, null);
    bury(at, null);
    LetterFilter unreplayed = new LetterFilter(List.of("detect"), null, null, true);
    try (LetterReplayer dry = new LetterReplayer(settings, reader, MOST, true)) {
      assertThat(dry.replay(reader.find("detect/0/0").orElseThrow()))
          .isEqualTo(new ReplayResult.Replayed(null, ReplayResult.From.TOPIC, 1));
    }
    assertThat(list(unreplayed).letters()).extracting(Letter::id).contains("detect/0/0");
    assertThat(fetcher(new RecordLocation(FRAMES, 0, 1))).isInstanceOf(Fetched.Missing.class);

    replayer.replay(reader.find("detect/0/0").orElseThrow());

    assertThat(list(unreplayed).letters()).as("both letters are about that record").isEmpty();
    assertThat(list(LetterFilter.ALL).letters())
        .hasSize(2)
        .allSatisfy(
            letter -> assertThat(letter.replayedAs()).isEqualTo(new RecordLocation(FRAMES, 0, 1)));
  }

  /**
   * The stage itself writes the letters; a record that dies each time is not sent round for ever.
   */
  @Test
  void shouldEndTheLoopOfARecordThatDiesAgainAndAgain() throws Exception {
    RelievoConfig config = TestConfig.with(Map.of());
    try (StageRunner runner = new StageRunner(config, settings, new SimpleMeterRegistry())) {
      runner.start(Chain.detect(), TextStages.detect());
      send(new ProducerRecord<>(FRAMES, 0, DOOR, POISON));
      for (int replays = 0; replays < MOST; replays++) {
        Letter letter = awaitLetter(replays);
        assertThat(letter.content().getExceptionClass()).contains("InvalidRecordException");
        assertThat(replayer.replay(letter)).isInstanceOf(ReplayResult.Replayed.class);
      }
      Letter last = awaitLetter(MOST);

      assertThat(replayer.replay(last))
          .isInstanceOfSatisfying(
              ReplayResult.Refused.class,
              refused -> assertThat(refused.why()).contains("replayed 2 times already"));
      assertThat(last.headers()).containsKey(StageHeaders.REPLAY_OF);
      assertThat(reader.find(FRAMES + "/0/0"))
          .as("the letter about the first of them")
          .hasValueSatisfying(letter -> assertThat(letter.replays()).isZero());
    }
  }

  @Test
  void shouldSayThatARecordIsGoneUnlessItsLetterHasIt() throws Exception {
    RecordMetadata bare = send(new ProducerRecord<>(FRAMES, 0, DOOR, POISON));
    RecordMetadata kept = send(new ProducerRecord<>(FRAMES, 1, DOOR, POISON));
    bury(bare, null);
    bury(kept, POISON);
    try (Admin admin = Admin.create(settings.admin())) {
      RecordsToDelete all = RecordsToDelete.beforeOffset(1);
      admin
          .deleteRecords(
              Map.of(new TopicPartition(FRAMES, 0), all, new TopicPartition(FRAMES, 1), all))
          .all()
          .get();
    }

    assertThat(replayer.replay(reader.find(FRAMES + "/0/0").orElseThrow()))
        .isInstanceOfSatisfying(
            ReplayResult.Gone.class,
            gone ->
                assertThat(gone.why())
                    .contains("relievo.frames/0/0 is gone by retention", "now 1", "no payload"));
    RecordLocation copy = new RecordLocation(FRAMES, 1, 1);
    assertThat(replayer.replay(reader.find(FRAMES + "/1/0").orElseThrow()))
        .isEqualTo(new ReplayResult.Replayed(copy, ReplayResult.From.LETTER, 1));
    assertThat(fetch(copy).value()).isEqualTo(POISON);
    assertThat(fetch(copy).key()).isEqualTo(DOOR);
  }

  @Test
  void shouldNotTakeAnotherRecordForTheOneThatDied() throws Exception {
    RecordMetadata at = send(new ProducerRecord<>(FRAMES, 0, utf8("window"), POISON));
    bury(at, null);

    assertThat(replayer.replay(onlyLetter()))
        .isInstanceOfSatisfying(
            ReplayResult.Gone.class, gone -> assertThat(gone.why()).contains("made anew"));
  }

  @Test
  void shouldWriteToNoTopicButThatOfTheStage() throws Exception {
    RecordMetadata at = send(new ProducerRecord<>("relievo.meshes", 0, DOOR, POISON));
    bury(at, null);

    assertThat(replayer.replay(onlyLetter()))
        .isInstanceOfSatisfying(
            ReplayResult.Refused.class,
            refused -> assertThat(refused.why()).contains("detect reads relievo.frames"));
    assertThat(fetcher(new RecordLocation("relievo.meshes", 0, 1)))
        .isInstanceOf(Fetched.Missing.class);
  }

  @Test
  void shouldListTheNewestAndCountTheRest() throws Exception {
    for (int i = 0; i < 5; i++) {
      bury(send(new ProducerRecord<>(FRAMES, i % 2, DOOR, POISON)), null);
    }
    send(new ProducerRecord<>("relievo.detect.dead-letters", 0, DOOR, POISON));

    LetterListing newest = reader.list(LetterFilter.ALL, 2, LetterReader.Keep.NEWEST);
    LetterListing oldest = reader.list(LetterFilter.ALL, 2, LetterReader.Keep.OLDEST);

    assertThat(newest.matching()).isEqualTo(5);
    assertThat(newest.unreadable()).isEqualTo(1);
    assertThat(newest.letters())
        .extracting(letter -> letter.source().toString())
        .containsExactly("relievo.frames/1/1", "relievo.frames/0/2");
    assertThat(oldest.letters())
        .extracting(letter -> letter.source().toString())
        .containsExactly("relievo.frames/0/0", "relievo.frames/1/0");
    assertThat(list(filter(RejectReason.CORRUPT, null)).letters()).isEmpty();
    Instant third = newest.letters().get(0).content().getFailedAt();
    assertThat(list(filter(RejectReason.INVALID_RECORD, third)).letters()).hasSize(2);
    assertThat(list(filter(null, Instant.now().plusSeconds(3600))).letters()).isEmpty();
  }

  private static LetterFilter filter(RejectReason reason, Instant since) {
    return new LetterFilter(List.of("detect"), reason, since, false);
  }

  private LetterListing list(LetterFilter filter) {
    return reader.list(filter, 100, LetterReader.Keep.NEWEST);
  }

  private Letter onlyLetter() {
    List<Letter> letters = list(LetterFilter.ALL).letters();
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private Letter awaitLetter(int replays) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                list(LetterFilter.ALL).letters().stream()
                    .filter(letter -> letter.replays() == replays)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** As the stage writes it, in the letters' partition of the same number. */
  private void bury(RecordMetadata at, byte[] payload) throws Exception {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(at.topic())
            .setPartition(at.partition())
            .setOffset(at.offset())
            .setStage("detect")
            .setReason(RejectReason.INVALID_RECORD)
            .setMessage("a test says so")
            .setFailedAt(Instant.now())
            .setPayload(payload == null ? null : ByteBuffer.wrap(payload))
            .build();
    Topic<DeadLetter> topic = Topics.deadLetters("detect");
    send(new ProducerRecord<>(topic.name(), at.partition(), DOOR, topic.codec().encode(letter)));
  }

  private RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
    return producer.send(record).get();
  }

  private ConsumerRecord<byte[], byte[]> fetch(RecordLocation place) {
    return ((Fetched.Found) fetcher(place)).record();
  }

  private Fetched fetcher(RecordLocation place) {
    try (RecordFetcher fetcher = new RecordFetcher(settings)) {
      return fetcher.fetch(place);
    }
  }

  private static String text(ConsumerRecord<?, ?> record, String header) {
    return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
