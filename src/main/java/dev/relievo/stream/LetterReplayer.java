package dev.relievo.stream;

import dev.relievo.stream.RecordFetcher.Fetched;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes records that died once more to the topic where they came from, into the same partition,
 * with their key and their headers, and notes beside the letter that it was done.
 *
 * <p>A letter is input that nobody vouches for: only the topic that its stage reads is written to.
 * Not thread-safe.
 */
public final class LetterReplayer implements AutoCloseable {

  /** How far the clocks of a stage and of the broker may be apart. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private final LetterReader reader;
  private final int most;
  private final boolean dryRun;
  private final KafkaProducer<byte[], byte[]> producer;
  private final String bootstrapServers;

  /** A record as it is to be written, the note of its replay missing in its headers. */
  private record Original(byte[] key, byte[] value, Headers headers, ReplayResult.From from) {}

  /**
   * Connects on first use.
   *
   * @param reader of the letters
   * @param most how often a record may be replayed
   * @param dryRun whether to look only, and write nothing
   * @throws KafkaUnavailableException where the settings make no sense
   */
  public LetterReplayer(KafkaSettings settings, LetterReader reader, int most, boolean dryRun) {
    this.reader = reader;
    this.most = most;
    this.dryRun = dryRun;
    bootstrapServers = settings.bootstrapServers();
    try {
      producer = new KafkaProducer<>(settings.producer());
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  /**
   * Replays the record of a letter.
   *
   * @throws KafkaUnavailableException where the cluster does not answer or refuses
   */
  public ReplayResult replay(Letter letter) {
    String source = Chain.definition(letter.stage()).source().name();
    if (!letter.source().topic().equals(source)) {
      return new ReplayResult.Refused(
          "the letter names %s, but %s reads %s"
              .formatted(letter.source().topic(), letter.stage(), source));
    }
    Fetched fetched = reader.source(letter);
    String why = "";
    if (fetched instanceof Fetched.Found found && isSame(found.record(), letter)) {
      ConsumerRecord<byte[], byte[]> record = found.record();
      return write(
          letter,
          new Original(record.key(), record.value(), record.headers(), ReplayResult.From.TOPIC));
    } else if (fetched instanceof Fetched.Missing missing) {
      why = missing.why();
    } else {
      why = "another record lies at " + letter.source() + ": the topic was made anew";
    }
    Optional<byte[]> payload = reader.payload(letter);
    if (payload.isEmpty()) {
      return new ReplayResult.Gone(why + ", and the letter has no payload");
    }
    RecordHeaders headers = new RecordHeaders();
    letter.headers().forEach(headers::add);
    return write(
        letter, new Original(letter.key(), payload.get(), headers, ReplayResult.From.LETTER));
  }

  /** Offsets start anew where a topic is deleted and created: they are no proof. */
  private static boolean isSame(ConsumerRecord<byte[], byte[]> record, Letter letter) {
    Instant latest = letter.content().getFailedAt().plus(CLOCKS);
    boolean sameKey = letter.key() == null || Arrays.equals(letter.key(), record.key());
    return sameKey && !Instant.ofEpochMilli(record.timestamp()).isAfter(latest);
  }

  private ReplayResult write(Letter letter, Original original) {
    int count = StageHeaders.replays(original.headers()) + 1;
    if (count > most) {
      return new ReplayResult.Refused(
          "it was replayed %d times already, the most is %d".formatted(count - 1, most));
    }
    if (dryRun) {
      return new ReplayResult.Replayed(null, original.from(), count);
    }
    RecordMetadata written =
        send(
            new ProducerRecord<>(
                letter.source().topic(),
                letter.source().partition(),
                null,
                original.key(),
                original.value(),
                StageHeaders.ofReplay(original.headers(), letter.source(), count)));
    RecordLocation to = new RecordLocation(written.topic(), written.partition(), written.offset());
    send(new ReplayNote(letter.source(), to).beside(letter));
    return new ReplayResult.Replayed(to, original.from(), count);
  }

  private RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get();
    } catch (ExecutionException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e.getCause());
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new CancellationException("interrupted");
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(30));
  }
}
