package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.record.DeadLetter;
import dev.relievo.record.RejectReason;
import dev.relievo.stream.RecordFetcher.Fetched;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters and replays on a real broker. */
class LetterReplayTest {

  private static final String FRAMES = "relievo.frames";
  private static final byte[] DOOR = utf8("door");
  private static final byte[] POISON = utf8("no Avro at all");
  private static final int MOST = 2;

  private static EmbeddedBroker broker;
  private static KafkaSettings settings;

  /** Each test has two partitions of its own, this one and the next, in all topics. */
  private static int next;

  private int mine;
  private KafkaProducer<byte[], byte[]> producer;
  private LetterReader reader;
  private LetterReplayer replayer;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    settings = KafkaSettings.of(TestConfig.with(Map.of())).at(broker.bootstrapServers());
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      List<Topic<?>> topics = new ArrayList<>(List.of(Topics.FRAMES, Topics.MESHES));
      Chain.STAGES.forEach(stage -> topics.add(Topics.deadLetters(stage)));
      admin.create(topics, 12, (short) 1);
    }
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    mine = next;
    next += 2;
    producer = new KafkaProducer<>(settings.producer());
    reader = new LetterReader(settings);
    replayer = new LetterReplayer(settings, reader, MOST, false);
  }

  @AfterEach
  void disconnect() {
    replayer.close();
    reader.close();
    producer.close();
  }

  @Test
  void shouldWriteTheRecordAgainAsItWasIntoItsPartition() throws Exception {
    Headers headers =
        StageHeaders.ofFrame(SampleRecords.CAPTURED_AT, 7)
            .add(StageHeaders.DEADLINE, utf8("1795428930123456"))
            .add("theirs", utf8("kept"));
    byte[] frame = Topics.FRAMES.codec().encode(SampleRecords.frame("door", 7, "faces 1"));
    send(new ProducerRecord<>(FRAMES, mine + 1, DOOR, POISON));
    RecordMetadata at = send(new ProducerRecord<>(FRAMES, mine + 1, null, DOOR, frame, headers));
    bury(at, null);

    ReplayResult result = replayer.replay(letter(mine + 1));

    RecordLocation copy = new RecordLocation(FRAMES, mine + 1, 2);
    assertThat(result).isEqualTo(new ReplayResult.Replayed(copy, ReplayResult.From.TOPIC, 1));
    ConsumerRecord<byte[], byte[]> record = fetch(copy);
    assertThat(record.key()).isEqualTo(DOOR);
    assertThat(record.value()).isEqualTo(frame);
    assertThat(text(record, "captured-at")).isEqualTo("1795428930123456");
    assertThat(text(record, "theirs")).isEqualTo("kept");
    assertThat(text(record, "replays")).isEqualTo("1");
    assertThat(text(record, "replay-of")).isEqualTo(FRAMES + "/" + (mine + 1) + "/1");
    assertThat(record.headers().lastHeader("deadline")).as("it has passed").isNull();
  }

  @Test
  void shouldRememberWhatWasReplayedAndWriteNothingInADryRun() throws Exception {
    RecordMetadata at = send(new ProducerRecord<>(FRAMES, mine, DOOR, POISON));
    bury(at, null);
    bury(at, null);
    LetterFilter unreplayed = new LetterFilter(List.of("detect"), null, null, true);
    try (LetterReplayer dry = new LetterReplayer(settings, reader, MOST, true)) {
      assertThat(dry.replay(letter(mine)))
          .isEqualTo(new ReplayResult.Replayed(null, ReplayResult.From.TOPIC, 1));
    }
    assertThat(mine(unreplayed)).hasSize(2);
    assertThat(fetcher(new RecordLocation(FRAMES, mine, 1))).isInstanceOf(Fetched.Missing.class);

    replayer.replay(letter(mine));

    assertThat(mine(unreplayed)).as("both letters are about that record").isEmpty();
    assertThat(mine(LetterFilter.ALL))
        .hasSize(2)
        .allSatisfy(
            letter ->
                assertThat(letter.replayedAs()).isEqualTo(new RecordLocation(FRAMES, mine, 1)));
  }

  @Test
  void shouldSayThatARecordIsGoneUnlessItsLetterHasIt() throws Exception {
    RecordMetadata bare = send(new ProducerRecord<>(FRAMES, mine, DOOR, POISON));
    RecordMetadata kept = send(new ProducerRecord<>(FRAMES, mine + 1, DOOR, POISON));
    bury(bare, null);
    bury(kept, POISON);
    try (Admin admin = Admin.create(settings.admin())) {
      RecordsToDelete all = RecordsToDelete.beforeOffset(1);
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(FRAMES, mine), all, new TopicPartition(FRAMES, mine + 1), all))
          .all()
          .get();
    }

    assertThat(reader.find(FRAMES + "/" + mine + "/0")).isPresent();
    assertThat(replayer.replay(letter(mine)))
        .isInstanceOfSatisfying(
            ReplayResult.Gone.class,
            gone ->
                assertThat(gone.why()).contains("/0 is gone by retention", "now 1", "no payload"));
    RecordLocation copy = new RecordLocation(FRAMES, mine + 1, 1);
    assertThat(replayer.replay(letter(mine + 1)))
        .isEqualTo(new ReplayResult.Replayed(copy, ReplayResult.From.LETTER, 1));
    assertThat(fetch(copy).value()).isEqualTo(POISON);
    assertThat(fetch(copy).key()).isEqualTo(DOOR);
  }

  @Test
  void shouldNotTakeAnotherRecordForTheOneThatDied() throws Exception {
    RecordMetadata at = send(new ProducerRecord<>(FRAMES, mine, utf8("window"), POISON));
    bury(at, null);

    assertThat(replayer.replay(letter(mine)))
        .isInstanceOfSatisfying(
            ReplayResult.Gone.class, gone -> assertThat(gone.why()).contains("made anew"));
  }

  @Test
  void shouldWriteToNoTopicButThatOfTheStage() throws Exception {
    RecordMetadata at = send(new ProducerRecord<>("relievo.meshes", mine, DOOR, POISON));
    bury(at, null);

    assertThat(replayer.replay(letter(mine)))
        .isInstanceOfSatisfying(
            ReplayResult.Refused.class,
            refused -> assertThat(refused.why()).contains("detect reads relievo.frames"));
    assertThat(fetcher(new RecordLocation("relievo.meshes", mine, 1)))
        .isInstanceOf(Fetched.Missing.class);
  }

  @Test
  void shouldListTheNewestAndCountTheRest() throws Exception {
    for (int i = 0; i < 5; i++) {
      bury("unwrap", send(new ProducerRecord<>(FRAMES, mine + i % 2, DOOR, POISON)), null);
    }
    send(new ProducerRecord<>("relievo.unwrap.dead-letters", mine, DOOR, POISON));

    LetterListing newest = reader.list(filter(null, null), 2, LetterReader.Keep.NEWEST);
    LetterListing oldest = reader.list(filter(null, null), 2, LetterReader.Keep.OLDEST);

    assertThat(newest.matching()).isEqualTo(5);
    assertThat(newest.unreadable()).isEqualTo(1);
    assertThat(newest.letters()).extracting(Letter::source).containsExactly(at(1, 1), at(0, 2));
    assertThat(oldest.letters()).extracting(Letter::source).containsExactly(at(0, 0), at(1, 0));
    assertThat(list(filter(RejectReason.CORRUPT, null))).isEmpty();
    Instant third = newest.letters().get(0).content().getFailedAt();
    assertThat(list(filter(RejectReason.INVALID_RECORD, third))).hasSize(2);
    assertThat(list(filter(null, Instant.now().plusSeconds(3600)))).isEmpty();
  }

  private RecordLocation at(int partition, long offset) {
    return new RecordLocation(FRAMES, mine + partition, offset);
  }

  private static LetterFilter filter(RejectReason reason, Instant since) {
    return new LetterFilter(List.of("unwrap"), reason, since, false);
  }

  private List<Letter> list(LetterFilter filter) {
    return reader.list(filter, 100, LetterReader.Keep.NEWEST).letters();
  }

  private List<Letter> mine(LetterFilter filter) {
    return list(filter).stream().filter(letter -> letter.at().partition() == mine).toList();
  }

  /** The first in a partition. */
  private Letter letter(int partition) {
    return reader.find("detect/" + partition + "/0").orElseThrow();
  }

  private void bury(RecordMetadata at, byte[] payload) throws Exception {
    bury("detect", at, payload);
  }

  /** As the stage writes it, in the letters' partition of the same number. */
  private void bury(String stage, RecordMetadata at, byte[] payload) throws Exception {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(at.topic())
            .setPartition(at.partition())
            .setOffset(at.offset())
            .setStage(stage)
            .setReason(RejectReason.INVALID_RECORD)
            .setMessage("a test says so")
            .setFailedAt(Instant.now())
            .setPayload(payload == null ? null : ByteBuffer.wrap(payload))
            .build();
    Topic<DeadLetter> topic = Topics.deadLetters(stage);
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
