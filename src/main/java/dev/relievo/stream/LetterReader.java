package dev.relievo.stream;

import dev.relievo.record.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Finds dead letters. Besides letters their topics hold notes of replays, see {@link ReplayNote}.
 * Belongs to no consumer group and changes nothing. Not thread-safe.
 */
public final class LetterReader implements AutoCloseable {

  /** Which letters to keep where there are too many. */
  public enum Keep {
    /** Those that failed last. */
    NEWEST,
    /** Those that failed first. */
    OLDEST
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How far the clocks of a stage and of the broker may be apart. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordFetcher fetcher;
  private final String bootstrapServers;

  /**
   * Connects on first use.
   *
   * @throws KafkaUnavailableException where the settings make no sense
   */
  public LetterReader(KafkaSettings settings) {
    bootstrapServers = settings.bootstrapServers();
    fetcher = new RecordFetcher(settings);
    Map<String, Object> properties = settings.consumer();
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer = new KafkaConsumer<>(properties);
  }

  /**
   * The letters that match, as they are now.
   *
   * @param most how many to keep
   * @param keep which, where there are more
   * @throws KafkaUnavailableException where the cluster does not answer, or lacks the topics
   */
  public LetterListing list(LetterFilter filter, int most, Keep keep) {
    return search(filter, filter::accepts, most, keep);
  }

  /**
   * A letter by its id, or by where it or the record that it is about lies.
   *
   * @param name {@code stage/partition/offset} or {@code topic/partition/offset}
   * @return the newest where there are several; empty where there is none, or none any more
   * @throws IllegalArgumentException where the name has another form
   */
  public Optional<Letter> find(String name) {
    RecordLocation place = RecordLocation.parse(name);
    Optional<String> stage =
        Chain.STAGES.stream()
            .filter(s -> s.equals(place.topic()) || topic(s).equals(place.topic()))
            .findFirst();
    LetterFilter all =
        stage.map(s -> new LetterFilter(List.of(s), null, null, false)).orElse(LetterFilter.ALL);
    Predicate<Letter> meant =
        letter -> stage.isPresent() ? isAt(letter, place) : letter.source().equals(place);
    return search(all, meant, 1, Keep.NEWEST).letters().stream().findFirst();
  }

  private LetterListing search(LetterFilter filter, Predicate<Letter> meant, int most, Keep keep) {
    Map<RecordLocation, RecordLocation> replays = new HashMap<>();
    scan(
        filter,
        record ->
            ReplayNote.of(record).ifPresent(note -> replays.put(note.source(), note.replay())));
    LetterSearch search = new LetterSearch(meant, most, keep, replays);
    scan(filter, search::take);
    return search.listing();
  }

  /** The payload that a letter has; empty where it has none, or is gone. */
  Optional<byte[]> payload(Letter letter) {
    if (letter.payloadBytes() >= 0
        && fetcher.fetch(letter.at()) instanceof RecordFetcher.Fetched.Found found) {
      try {
        ByteBuffer payload = decode(letter.stage(), found.record().value()).getPayload();
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return Optional.of(bytes);
      } catch (InvalidRecordException e) {
        throw new IllegalStateException(letter.at() + " was a letter a moment ago", e);
      }
    }
    return Optional.empty();
  }

  /** The record that a letter is about, as far as it may be shown. */
  public LetterSource describeSource(Letter letter) {
    Topic<?> topic = Chain.definition(letter.stage()).source();
    if (!letter.source().topic().equals(topic.name())) {
      return new LetterSource(
          false, letter.stage() + " reads " + topic.name() + " only", "none", Map.of(), null);
    }
    return LetterSource.of(source(letter), topic);
  }

  /** What lies where the record of a letter lies, or lay. */
  RecordFetcher.Fetched source(Letter letter) {
    return fetcher.fetch(letter.source());
  }

  private static boolean isAt(Letter letter, RecordLocation place) {
    return letter.at().partition() == place.partition() && letter.at().offset() == place.offset();
  }

  private static String topic(String stage) {
    return Topics.deadLetters(stage).name();
  }

  private static DeadLetter decode(String stage, byte[] value) throws InvalidRecordException {
    return Topics.deadLetters(stage).codec().decode(value);
  }

  /** Hands every record of the topics, up to what is there now, to somebody. */
  private void scan(LetterFilter filter, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    try {
      List<TopicPartition> partitions =
          filter.stages().stream().flatMap(stage -> partitions(topic(stage)).stream()).toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      seek(partitions, filter);
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        var records = consumer.poll(Duration.ofMillis(200));
        records.forEach(taker);
        if (!records.isEmpty()) {
          patience = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > patience) {
          throw new KafkaUnavailableException(
              "Kafka at " + bootstrapServers + " does not hand out its dead letters");
        }
      }
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new CancellationException("interrupted");
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  private List<TopicPartition> partitions(String topic) {
    var partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new KafkaUnavailableException(
          "Kafka at %s has no topic %s; create it with: relievo topics create"
              .formatted(bootstrapServers, topic));
    }
    return partitions.stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** A letter is appended after its record died: what was appended earlier died earlier. */
  private void seek(List<TopicPartition> partitions, LetterFilter filter) {
    consumer.seekToBeginning(partitions);
    if (filter.since() == null) {
      return;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    long since = filter.since().minus(CLOCKS).toEpochMilli();
    partitions.forEach(partition -> times.put(partition, Math.max(0, since)));
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> first :
        consumer.offsetsForTimes(times).entrySet()) {
      if (first.getValue() == null) {
        consumer.seekToEnd(List.of(first.getKey()));
      } else {
        consumer.seek(first.getKey(), first.getValue().offset());
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
    fetcher.close();
  }
}
