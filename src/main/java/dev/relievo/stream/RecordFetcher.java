package dev.relievo.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Reads single records by where they lie. Not thread-safe. */
final class RecordFetcher implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What lies, or does not lie, at a place. */
  sealed interface Fetched {
    /** The record. */
    record Found(ConsumerRecord<byte[], byte[]> record) implements Fetched {}

    /** Nothing; a sentence says why. */
    record Missing(String why) implements Fetched {}
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String bootstrapServers;

  RecordFetcher(KafkaSettings settings) {
    bootstrapServers = settings.bootstrapServers();
    Map<String, Object> properties = settings.consumer();
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    try {
      consumer = new KafkaConsumer<>(properties);
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  /**
   * The record at a place.
   *
   * @throws KafkaUnavailableException where the cluster does not answer
   */
  Fetched fetch(RecordLocation place) {
    try {
      TopicPartition partition = new TopicPartition(place.topic(), place.partition());
      if (!exists(partition)) {
        return new Fetched.Missing("there is no partition " + partition);
      }
      long oldest = consumer.beginningOffsets(List.of(partition)).get(partition);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      if (place.offset() < oldest) {
        return new Fetched.Missing(
            "%s is gone by retention: the oldest record of its partition is now %d"
                .formatted(place, oldest));
      }
      if (place.offset() >= end) {
        return new Fetched.Missing(
            "%s is not there: its partition ends before %d".formatted(place, end));
      }
      return read(place, partition);
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new CancellationException("interrupted");
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  private boolean exists(TopicPartition partition) {
    try {
      var partitions = consumer.partitionsFor(partition.topic());
      return partitions != null
          && partitions.stream().anyMatch(info -> info.partition() == partition.partition());
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    }
  }

  private Fetched read(RecordLocation place, TopicPartition partition) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, place.offset());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) <= place.offset()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        return record.offset() == place.offset()
            ? new Fetched.Found(record)
            : new Fetched.Missing(place + " is no record that was ever committed");
      }
      if (System.nanoTime() > end) {
        throw new KafkaUnavailableException(
            "Kafka at %s did not hand out %s within %d s"
                .formatted(bootstrapServers, place, PATIENCE.toSeconds()));
      }
    }
    return new Fetched.Missing(place + " is no record that was ever committed");
  }

  @Override
  public void close() {
    consumer.close();
  }
}
