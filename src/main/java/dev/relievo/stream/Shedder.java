package dev.relievo.stream;

import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Decides, stage by stage, which records are not worth doing any more; see {@link
 * RelievoConfig.Shed#mode()}. Shared by the stream threads of a stage.
 */
final class Shedder {

  /**
   * How far a stage looks for newer frames of a camera in a partition: 80 frames of 200 KB. What is
   * superseded loses its picture as soon as it is fetched, so this is not held for long.
   */
  private static final int LOOK_AHEAD_BYTES = 16 << 20;

  /** The same in records. A thread does one of each camera among them and sheds the others. */
  private static final int LOOK_AHEAD_RECORDS = 256;

  private final Deadlines deadlines;
  private final Optional<Superseding> superseding;

  /** For a stage, as configured. */
  Shedder(RelievoConfig.Shed options, StageDefinition<?, ?, ?> definition) {
    deadlines = new Deadlines(options, definition.isFirst());
    superseding =
        options.mode() == ShedMode.LATEST_PER_CAMERA
            ? Optional.of(new Superseding(definition.view()))
            : Optional.empty();
  }

  /** Adds what the stage's consumers need. */
  void configure(Properties streams) {
    if (superseding.isEmpty()) {
      return;
    }
    streams.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        LOOK_AHEAD_BYTES);
    streams.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        LOOK_AHEAD_RECORDS);
    streams.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, LOOK_AHEAD_RECORDS);
    streams.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        LookAheadInterceptor.class.getName());
    streams.put(StreamsConfig.mainConsumerPrefix(LookAheadInterceptor.STAGE), superseding.get());
  }

  /**
   * Whether, and why, a record whose turn has come is to be shed.
   *
   * @param nowMillis since 1970
   */
  Optional<ShedReason> judge(Record<byte[], byte[]> record, RecordMetadata at, long nowMillis) {
    if (deadlines.isPast(record.headers(), record.timestamp(), nowMillis)) {
      return Optional.of(ShedReason.STALE);
    }
    return superseding
        .filter(newer -> newer.isSuperseded(record, at))
        .map(newer -> ShedReason.SUPERSEDED);
  }

  /** Gives outputs the deadline of their input. */
  void stamp(Headers carried, Record<byte[], byte[]> input) {
    deadlines.stamp(carried, input.headers(), input.timestamp());
  }
}
