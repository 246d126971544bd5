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
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
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
    /** Its settings were set to what is wanted. */
    FIXED,
    /** It was as it should be, or was left as it is. */
    UNCHANGED
  }

  /** What to do about topics that are there with other settings than wanted. */
  public enum Existing {
    /** Leave retention, segments, clean-up and timestamps as they are. */
    KEEP,
    /** Set them: a shorter retention deletes records, a longer one keeps them longer. */
    FIX
  }

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
   * Creates what is missing and widens what is narrower than asked for; each topic has its own
   * retention.
   *
   * @param partitions of every topic
   * @param replication copies of each partition, -1 for the cluster's default
   * @return what happened, by topic
   * @throws TopicConflictException as {@link #create(List, Existing)}
   */
  public Map<String, Change> create(
      Collection<Topic<?>> topics, int partitions, short replication) {
    return create(
        topics.stream().map(topic -> WantedTopic.of(topic, partitions, replication)).toList(),
        Existing.KEEP);
  }

  /**
   * Creates what is missing and widens what is narrower than asked for. More partitions on a topic
   * that is in use move cameras between partitions: order per camera does not hold across that.
   *
   * @return what happened, by topic
   * @throws TopicConflictException before anything is changed, where a topic has more partitions
   *     than asked for: Kafka cannot take them away
   * @throws KafkaUnavailableException where the cluster does not answer
   */
  public Map<String, Change> create(List<WantedTopic> topics, Existing existing) {
    Map<String, TopicState> states = states(topics);
    topics.forEach(topic -> refuseToNarrow(topic, states.get(topic.name())));
    Map<String, Change> changes = new TreeMap<>();
    List<NewTopic> missing = new ArrayList<>();
    for (WantedTopic topic : topics) {
      TopicState state = states.get(topic.name());
      if (state == null) {
        NewTopic made = new NewTopic(topic.name(), topic.partitions(), topic.replication());
        missing.add(made.configs(topic.settings()));
        changes.put(topic.name(), Change.CREATED);
      } else {
        changes.put(topic.name(), change(topic, state, existing));
      }
    }
    await(admin.createTopics(missing).all());
    awaitVisible(topics);
    awaitLeaders(topics);
    return changes;
  }

  /**
   * Asks every partition for its end, which only a leader that is at work answers; the client asks
   * until all have. A leader that is not yet may refuse a producer's first batch and take its
   * second, and then takes the first no more: Kafka loses it as out of sequence.
   */
  private void awaitLeaders(List<WantedTopic> topics) {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (WantedTopic topic : topics) {
      for (int i = 0; i < topic.partitions(); i++) {
        partitions.put(new TopicPartition(topic.name(), i), OffsetSpec.latest());
      }
    }
    await(admin.listOffsets(partitions).all());
  }

  /** How topics differ from what is wanted, in the order given; empty where nothing does. */
  public List<TopicDifference> compare(List<WantedTopic> topics) {
    Map<String, TopicState> states = states(topics);
    return topics.stream()
        .flatMap(topic -> TopicDifference.of(topic, states.get(topic.name())).stream())
        .toList();
  }

  /** The controller has them at once, the brokers a moment later: whoever comes next asks those. */
  private void awaitVisible(List<WantedTopic> topics) {
    long end = System.nanoTime() + VISIBLE.toNanos();
    while (!isVisible(topics)) {
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

  private boolean isVisible(List<WantedTopic> topics) {
    try {
      Map<String, TopicState> seen = states(topics);
      return topics.stream()
          .allMatch(
              topic -> {
                TopicState state = seen.get(topic.name());
                return state != null && state.partitions() == topic.partitions();
              });
    } catch (KafkaUnavailableException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  /** Those of the topics that are there, by name. */
  public Map<String, TopicState> describe(Collection<Topic<?>> topics) {
    return statesByName(topics.stream().map(Topic::name));
  }

  private Map<String, TopicState> states(List<WantedTopic> topics) {
    return statesByName(topics.stream().map(WantedTopic::name));
  }

  private Map<String, TopicState> statesByName(Stream<String> names) {
    var wanted = names.collect(Collectors.toSet());
    wanted.retainAll(await(admin.listTopics().names()));
    Map<String, TopicDescription> found = await(admin.describeTopics(wanted).allTopicNames());
    List<ConfigResource> resources = wanted.stream().map(TopicAdmin::resource).toList();
    Map<ConfigResource, Config> configs = await(admin.describeConfigs(resources).all());
    Map<String, TopicState> states = new TreeMap<>();
    found.forEach(
        (name, description) ->
            states.put(name, TopicState.of(description, configs.get(resource(name)))));
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

  private static void refuseToNarrow(WantedTopic topic, TopicState state) {
    if (state != null && state.partitions() > topic.partitions()) {
      throw new TopicConflictException(
          "%s has %d partitions, which cannot become %d; ask for %d, or delete the topic first"
              .formatted(topic.name(), state.partitions(), topic.partitions(), state.partitions()));
    }
  }

  private Change change(WantedTopic topic, TopicState state, Existing existing) {
    List<AlterConfigOp> settings = new ArrayList<>();
    boolean widened = false;
    for (TopicDifference difference : TopicDifference.of(topic, state)) {
      boolean create = difference.remedy() == TopicDifference.Remedy.CREATE;
      boolean fix = difference.remedy() == TopicDifference.Remedy.FIX && existing == Existing.FIX;
      if (create && difference.setting().equals("partitions")) {
        NewPartitions more = NewPartitions.increaseTo(topic.partitions());
        await(admin.createPartitions(Map.of(topic.name(), more)).all());
      } else if (create || fix) {
        ConfigEntry entry = new ConfigEntry(difference.setting(), difference.wanted());
        settings.add(new AlterConfigOp(entry, AlterConfigOp.OpType.SET));
      }
      widened |= create;
    }
    if (!settings.isEmpty()) {
      await(admin.incrementalAlterConfigs(Map.of(resource(topic.name()), settings)).all());
    }
    Change otherwise = settings.isEmpty() ? Change.UNCHANGED : Change.FIXED;
    return widened ? Change.WIDENED : otherwise;
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
