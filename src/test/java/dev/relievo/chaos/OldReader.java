package dev.relievo.chaos;

import dev.relievo.stream.OldRelease;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Makes a process read as the release before this one did. Kafka makes it by its name. */
public final class OldReader implements ConsumerInterceptor<byte[], byte[]> {

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> old = new HashMap<>();
    records
        .partitions()
        .forEach(
            partition ->
                old.put(
                    partition, records.records(partition).stream().map(OldReader::old).toList()));
    return new ConsumerRecords<>(old, records.nextOffsets());
  }

  private static ConsumerRecord<byte[], byte[]> old(ConsumerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        OldRelease.read(record.topic(), record.value()),
        record.headers(),
        record.leaderEpoch(),
        record.deliveryCount());
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
