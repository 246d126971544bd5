package dev.relievo.stream;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as it should be on the broker.
 *
 * @param name on the broker
 * @param partitions how many
 * @param replication copies of each partition, -1 for the cluster's default
 * @param settings of the topic, by Kafka's names
 */
public record WantedTopic(
    String name, int partitions, short replication, Map<String, String> settings) {

  /** As the cluster has it by default. */
  static final short CLUSTER_DEFAULT = -1;

  /** Copies from which on one may be missing and a record is still on two disks. */
  private static final int SAFE_COPIES = 3;

  /**
   * A topic with its own retention.
   *
   * @param partitions at least 1
   * @param replication copies, -1 for the cluster's default
   */
  static WantedTopic of(Topic<?> topic, int partitions, short replication) {
    return of(topic, partitions, replication, topic.retention(), -1);
  }

  /**
   * A topic.
   *
   * @param partitions at least 1
   * @param replication copies, -1 for the cluster's default
   * @param retention how long records stay
   * @param partitionBytes most bytes of a partition, -1 for no such limit
   */
  static WantedTopic of(
      Topic<?> topic, int partitions, short replication, Duration retention, long partitionBytes) {
    long millis = retention.toMillis();
    Map<String, String> settings = new TreeMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup(topic));
    settings.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(millis));
    settings.put(TopicConfig.RETENTION_BYTES_CONFIG, String.valueOf(partitionBytes));
    // Kafka deletes whole segments: a segment of a week would keep pictures for a week.
    settings.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(millis / 4));
    if (partitionBytes > 0) {
      long segment = Math.max(partitionBytes / 4, topic.maxMessageBytes());
      settings.put(
          TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(Math.min(segment, Integer.MAX_VALUE)));
    }
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(topic.maxMessageBytes()));
    // A camera whose clock is wrong must not have its frames deleted at once, or never.
    settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    if (replication >= SAFE_COPIES) {
      settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    }
    return new WantedTopic(topic.name(), partitions, replication, Map.copyOf(settings));
  }

  /**
   * Keys are cameras: compaction would keep one record of each, and that one for ever. States are
   * forgotten in time, too.
   */
  private static String cleanup(Topic<?> topic) {
    return topic.isMemory()
        ? TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE
        : TopicConfig.CLEANUP_POLICY_DELETE;
  }

  /** Largest record with its envelope, in bytes. */
  int maxMessageBytes() {
    return Integer.parseInt(settings.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
  }
}
