package dev.relievo.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Sees the records of a stage when they are fetched, before Kafka Streams hands them out one by
 * one: a processor alone cannot look ahead. Made by Kafka, one a stream thread; which stage it is
 * of is an object among its settings.
 */
public final class LookAheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {

  /** Name of the setting that holds the {@link Superseding} to tell. */
  static final String STAGE = "relievo.shed.stage";

  private Superseding stage;

  /** For Kafka. */
  public LookAheadInterceptor() {}

  @Override
  public void configure(Map<String, ?> settings) {
    stage = (Superseding) settings.get(STAGE);
  }

  /** Notes all of them, then takes the pictures out of those that are superseded already. */
  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return records;
    }
    records.forEach(stage::fetched);
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> slim = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
      records.records(partition).forEach(record -> kept.add(stage.slim(record)));
      slim.put(partition, kept);
    }
    return new ConsumerRecords<>(slim, records.nextOffsets());
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
