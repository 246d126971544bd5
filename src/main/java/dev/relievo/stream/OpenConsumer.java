package dev.relievo.stream;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Opens consumers of whole topics that belong to no group: each sees everything. */
final class OpenConsumer {

  /** How far {@link ChainReader.From#LATELY} goes back, records a partition. */
  private static final long LATELY = 16;

  private OpenConsumer() {}

  /**
   * A consumer of all partitions of some topics.
   *
   * @throws KafkaUnavailableException where the topics are not there or the cluster does not answer
   */
  static KafkaConsumer<byte[], byte[]> of(
      KafkaSettings settings, List<Topic<?>> topics, ChainReader.From from) {
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.require(topics);
    }
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer());
    try {
      position(consumer, topics, from);
      return consumer;
    } catch (KafkaException e) {
      consumer.close();
      throw KafkaUnavailableException.at(settings.bootstrapServers(), e);
    }
  }

  private static void position(
      KafkaConsumer<byte[], byte[]> consumer, List<Topic<?>> topics, ChainReader.From from) {
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    if (from == ChainReader.From.BEGINNING) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    if (from == ChainReader.From.LATELY) {
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
      partitions.forEach(
          p -> consumer.seek(p, Math.max(first.get(p), consumer.position(p) - LATELY)));
    }
    // Seeking is lazy; asking pins "now" down before the caller publishes anything.
    partitions.forEach(consumer::position);
  }
}
