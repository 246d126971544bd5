package dev.relievo.stream;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Which records of a stage are superseded by a newer frame of their camera. */
final class Superseding {

  /**
   * On a record whose value is slim, so that it can only be shed. Nobody else's: a publisher that
   * sets it is not heard.
   */
  static final String SLIM = "relievo-slim";

  private final RecordView<?> view;
  private final Map<Integer, LookAhead> partitions = new ConcurrentHashMap<>();

  /** Of a stage that sees its records so. */
  Superseding(RecordView<?> view) {
    this.view = view;
  }

  /** A record was fetched. */
  void fetched(ConsumerRecord<byte[], byte[]> record) {
    record.headers().remove(SLIM);
    String camera = camera(record.key());
    sequence(camera, record.headers(), record.value())
        .ifPresent(
            sequence ->
                partitions
                    .computeIfAbsent(record.partition(), partition -> new LookAhead())
                    .fetched(record.offset(), camera, sequence));
  }

  /** A fetched record, slim where it is superseded. */
  ConsumerRecord<byte[], byte[]> slim(ConsumerRecord<byte[], byte[]> record) {
    String camera = camera(record.key());
    OptionalLong sequence = sequence(camera, record.headers(), record.value());
    LookAhead ahead = partitions.get(record.partition());
    if (sequence.isEmpty()
        || ahead == null
        || !ahead.isSuperseded(record.offset(), camera, sequence.getAsLong())) {
      return record;
    }
    byte[] value = view.slim(record.value());
    if (value == record.value()) {
      return record;
    }
    record.headers().add(SLIM, new byte[0]);
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        value,
        record.headers(),
        record.leaderEpoch());
  }

  /** Whether a record whose turn has come is superseded. */
  boolean isSuperseded(Record<byte[], byte[]> record, RecordMetadata at) {
    if (record.headers().lastHeader(SLIM) != null) {
      return true;
    }
    String camera = camera(record.key());
    OptionalLong sequence = sequence(camera, record.headers(), record.value());
    LookAhead ahead = partitions.get(at.partition());
    return sequence.isPresent()
        && ahead != null
        && !ahead.take(at.offset(), camera, sequence.getAsLong());
  }

  private OptionalLong sequence(String camera, Headers headers, byte[] value) {
    return camera == null ? OptionalLong.empty() : view.sequence(camera, headers, value);
  }

  private static String camera(byte[] key) {
    return key == null ? null : new String(key, StandardCharsets.UTF_8);
  }
}
