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

  private final Deadlines deadlines;
  private final Optional<Superseding> superseding;
  private final int lookAhead;

  /** For a stage, as configured. */
  Shedder(RelievoConfig.Shed options, StageDefinition<?, ?, ?> definition) {
    deadlines = new Deadlines(options, definition.isFirst());
    superseding =
        options.mode() == ShedMode.LATEST_PER_CAMERA
            ? Optional.of(new Superseding(definition.view()))
            : Optional.empty();
    lookAhead = options.lookAhead();
  }

  /** Adds what the stage's consumers need. */
  void configure(Properties streams) {
    if (superseding.isEmpty()) {
      return;
    }
    streams.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, lookAhead);
    streams.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), lookAhead);
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
