package dev.relievo.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates and describes topics: an explicit step, as a topic made by accident has the broker's
 * defaults, one partition and seven days among them.
 */
public final class TopicAdmin implements AutoCloseable {

  /** What {@link #create} did to a topic. */
  public enum Change {
    /** It was not there. */
    CREATED,
    /** It has more partitions, or takes larger records, than before. */
    WIDENED,
    /** It was as it should be. */
    UNCHANGED
  }

  /**
   * A topic on the broker.
   *
   * @param partitions how many
   * @param replication copies of each
   * @param retention how long records stay
   * @param maxMessageBytes largest record with its envelope
   */
  public record State(int partitions, int replication, Duration retention, int maxMessageBytes) {}

  private static final Duration VISIBLE = Duration.ofSeconds(15);

  private final Admin admin;
  private final String bootstrapServers;

  /**
   * Connects on first use.
   *
   * @throws KafkaUnavailableException where the settings make no sense
   */
  public TopicAdmin(KafkaSettings settings) {
    bootstrapServers = settings.bootstrapServers();
    try {
      admin = Admin.create(settings.admin());
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  /**
   * Creates what is missing and widens what is narrower than asked for. More partitions on a topic
   * that is in use move cameras between partitions: order per camera does not hold across that.
   *
   * @param partitions of every topic
   * @param replication copies of each partition, -1 for the cluster's default
   * @return what happened, by topic
   * @throws TopicConflictException before anything is changed, where a topic has more partitions
   *     than asked for: Kafka cannot take them away
   * @throws KafkaUnavailableException where the cluster does not answer
   */
  public Map<String, Change> create(
      Collection<Topic<?>> topics, int partitions, short replication) {
    Map<String, State> existing = describe(topics);
    existing.forEach((name, state) -> refuseToNarrow(name, state, partitions));
    Map<String, Change> changes = new TreeMap<>();
    List<NewTopic> missing = new ArrayList<>();
    for (Topic<?> topic : topics) {
      State state = existing.get(topic.name());
      if (state == null) {
        NewTopic made = new NewTopic(topic.name(), partitions, replication);
        missing.add(made.configs(configs(topic)));
        changes.put(topic.name(), Change.CREATED);
      } else {
        boolean widened = widen(topic, state, partitions);
        changes.put(topic.name(), widened ? Change.WIDENED : Change.UNCHANGED);
      }
    }
    await(admin.createTopics(missing).all());
    awaitVisible(topics, partitions);
    return changes;
  }

  /** The controller has them at once, the brokers a moment later: whoever comes next asks those. */
  private void awaitVisible(Collection<Topic<?>> topics, int partitions) {
    long end = System.nanoTime() + VISIBLE.toNanos();
    while (!isVisible(topics, partitions)) {
      if (System.nanoTime() > end) {
        throw new KafkaUnavailableException(
            "Kafka at %s created the topics but does not show them after %d s"
                .formatted(bootstrapServers, VISIBLE.toSeconds()));
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw KafkaUnavailableException.at(bootstrapServers, e);
      }
    }
  }

  private boolean isVisible(Collection<Topic<?>> topics, int partitions) {
    try {
      Map<String, State> seen = describe(topics);
      return topics.stream().allMatch(t -> seen.containsKey(t.name()))
          && seen.values().stream().allMatch(state -> state.partitions() == partitions);
    } catch (KafkaUnavailableException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  /** Those of the topics that are there, by name. */
  public Map<String, State> describe(Collection<Topic<?>> topics) {
    var wanted = topics.stream().map(Topic::name).collect(Collectors.toSet());
    wanted.retainAll(await(admin.listTopics().names()));
    Map<String, TopicDescription> found = await(admin.describeTopics(wanted).allTopicNames());
    List<ConfigResource> resources = wanted.stream().map(TopicAdmin::resource).toList();
    Map<ConfigResource, Config> configs = await(admin.describeConfigs(resources).all());
    Map<String, State> states = new TreeMap<>();
    found.forEach(
        (name, description) -> states.put(name, state(description, configs.get(resource(name)))));
    return states;
  }

  /**
   * Checks that topics are there.
   *
   * @throws KafkaUnavailableException where one is not, or the cluster does not answer
   */
  public void require(Collection<Topic<?>> topics) {
    var names = await(admin.listTopics().names());
    String missing =
        topics.stream()
            .map(Topic::name)
            .filter(name -> !names.contains(name))
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new KafkaUnavailableException(
          "Kafka at %s has no topic %s, or this user may not see it; create them with: relievo topics create, show what users need with: relievo acls print"
              .formatted(bootstrapServers, missing));
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  private static void refuseToNarrow(String name, State state, int partitions) {
    if (state.partitions() > partitions) {
      throw new TopicConflictException(
          "%s has %d partitions, which cannot become %d; ask for %d, or delete the topic first"
              .formatted(name, state.partitions(), partitions, state.partitions()));
    }
  }

  private boolean widen(Topic<?> topic, State state, int partitions) {
    boolean morePartitions = state.partitions() < partitions;
    if (morePartitions) {
      Map<String, NewPartitions> more = Map.of(topic.name(), NewPartitions.increaseTo(partitions));
      await(admin.createPartitions(more).all());
    }
    boolean largerRecords = state.maxMessageBytes() < topic.maxMessageBytes();
    if (largerRecords) {
      ConfigEntry entry =
          new ConfigEntry(
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(topic.maxMessageBytes()));
      AlterConfigOp set = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
      await(admin.incrementalAlterConfigs(Map.of(resource(topic.name()), List.of(set))).all());
    }
    return morePartitions || largerRecords;
  }

  private static Map<String, String> configs(Topic<?> topic) {
    long retention = topic.retention().toMillis();
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    configs.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retention));
    // Kafka deletes whole segments: a segment of a week would keep pictures for a week.
    configs.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(retention / 4));
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(topic.maxMessageBytes()));
    // A camera whose clock is wrong must not have its frames deleted at once, or never.
    configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    return configs;
  }

  private static State state(TopicDescription description, Config config) {
    return new State(
        description.partitions().size(),
        description.partitions().get(0).replicas().size(),
        Duration.ofMillis(number(config, TopicConfig.RETENTION_MS_CONFIG)),
        Math.toIntExact(number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)));
  }

  private static long number(Config config, String name) {
    return Long.parseLong(config.get(name).value());
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }
}
