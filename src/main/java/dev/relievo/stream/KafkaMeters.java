package dev.relievo.stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Of Kafka's thousands of meters a process, those that an operator asks for. */
final class KafkaMeters {

  private static final List<String> KEPT =
      List.of(
          "kafka.consumer.fetch.manager.records.lag",
          "kafka.consumer.fetch.manager.bytes.consumed",
          "kafka.consumer.fetch.manager.records.consumed",
          "kafka.consumer.coordinator.rebalance",
          "kafka.producer.record.error",
          "kafka.producer.record.retry",
          "kafka.producer.outgoing.byte",
          "kafka.stream.thread.commit",
          "kafka.stream.thread.poll",
          "kafka.stream.thread.process",
          "kafka.stream.failed");

  private KafkaMeters() {}

  /** A stage has no state to restore: its restoring consumers only ever say NaN. */
  private static boolean isKept(Meter.Id id) {
    String client = id.getTag("client.id");
    boolean restores = client != null && client.endsWith("-restore-consumer");
    return !restores && KEPT.stream().anyMatch(id.getName()::startsWith);
  }

  @Produces
  @Singleton
  static MeterFilter filter() {
    return new MeterFilter() {
      @Override
      public MeterFilterReply accept(Meter.Id id) {
        boolean kafka = id.getName().startsWith("kafka.");
        boolean kept = !kafka || isKept(id);
        return kept ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
      }
    };
  }
}
