package dev.relievo.chaos;

import dev.relievo.stream.InvalidRecordException;
import dev.relievo.stream.Topic;
import dev.relievo.stream.Topics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Everything that the stages wrote and committed, topic by topic, each camera in order.
 *
 * @param byTopic records in the order in which a reader gets them
 * @param schemas fingerprints of the schemas that the records of a topic were written with
 * @param unreadable where records lie that cannot be decoded
 */
record Observation(
    Map<String, List<Seen>> byTopic, Map<String, Set<Long>> schemas, List<String> unreadable) {

  private static final int FINGERPRINT_AT = 2;

  /**
   * Reads all topics but the frames from the beginning to their present ends.
   *
   * @param own positions of what the test put there itself, as by {@link Seen#position}
   */
  static Observation read(String bootstrapServers, Set<String> own) {
    Observation all = new Observation(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
    Map<String, Topic<?>> topics = new HashMap<>();
    Topics.all().stream()
        .filter(topic -> topic != Topics.FRAMES)
        .forEach(
            topic -> {
              topics.put(topic.name(), topic);
              all.byTopic.put(topic.name(), new ArrayList<>());
              all.schemas.put(topic.name(), new HashSet<>());
            });
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
      List<TopicPartition> partitions =
          topics.keySet().stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> all.add(topics.get(record.topic()), record, own));
      }
    }
    return all;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class));
  }

  private void add(Topic<?> topic, ConsumerRecord<byte[], byte[]> record, Set<String> own) {
    String at = Seen.position(record.topic(), record.partition(), record.offset());
    if (own.contains(at)) {
      return;
    }
    try {
      byTopic.get(topic.name()).add(Seen.of(topic.codec().decode(record.value())));
      schemas
          .get(topic.name())
          .add(
              ByteBuffer.wrap(record.value())
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .getLong(FINGERPRINT_AT));
    } catch (InvalidRecordException e) {
      unreadable.add(at + ": " + e.getMessage());
    }
  }
}
