package dev.relievo.stream;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as it is on the broker.
 *
 * @param partitions how many
 * @param replication copies of each
 * @param settings all of the topic's, by Kafka's names
 */
public record TopicState(int partitions, int replication, Map<String, String> settings) {

  static TopicState of(TopicDescription description, Config config) {
    Map<String, String> settings = new TreeMap<>();
    config
        .entries()
        .forEach(entry -> settings.put(entry.name(), entry.value() == null ? "" : entry.value()));
    return new TopicState(
        description.partitions().size(),
        description.partitions().get(0).replicas().size(),
        settings);
  }

  /** How long records stay; negative where they stay for ever. */
  public Duration retention() {
    return Duration.ofMillis(number(TopicConfig.RETENTION_MS_CONFIG));
  }

  /** Largest record with its envelope, in bytes. */
  public int maxMessageBytes() {
    return Math.toIntExact(number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
  }

  private long number(String setting) {
    return Long.parseLong(settings.get(setting));
  }
}
