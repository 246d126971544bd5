package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What the cluster says of the stages: their lag, who works for them, what is unfinished. */
final class Watch implements AutoCloseable {

  private static final List<TransactionState> OPEN =
      List.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE);

  private final Admin admin;
  private final int partitions;

  /**
   * Connects on first use.
   *
   * @param patience with a broker that does not answer
   */
  Watch(String bootstrapServers, int partitions, Duration patience) {
    this.partitions = partitions;
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis()));
  }

  /** Ends of a stage's source, records of open transactions included. */
  Map<TopicPartition, Long> ends(String stage) {
    Map<TopicPartition, OffsetSpec> latest =
        sources(stage).stream()
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    return await(admin.listOffsets(latest).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  private List<TopicPartition> sources(String stage) {
    String topic = Chain.definition(stage).source().name();
    return java.util.stream.IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  private static String group(String stage) {
    return Chain.definition(stage).applicationId();
  }

  private Map<TopicPartition, Long> committed(String stage) {
    return await(admin.listConsumerGroupOffsets(group(stage)).partitionsToOffsetAndMetadata())
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  /** Whether a stage has done anything yet. */
  boolean hasCommitted(String stage) {
    return committed(stage).values().stream().anyMatch(offset -> offset > 0);
  }

  /** Records before a stage that it has not committed. */
  long lag(String stage) {
    Map<TopicPartition, Long> committed = committed(stage);
    return ends(stage).entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  /** Whether a stage has committed everything before these offsets. */
  boolean isPast(String stage, Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, Long> committed = committed(stage);
    return offsets.entrySet().stream()
        .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** Whether no stage has anything left and no transaction is open, seen in the chain's order. */
  boolean isSettled() {
    return Chain.STAGES.stream().allMatch(stage -> lag(stage) == 0) && openTransactions() == 0;
  }

  long openTransactions() {
    return await(admin.listTransactions(new ListTransactionsOptions().filterStates(OPEN)).all())
        .size();
  }

  /** Stream threads that work for a stage. */
  int members(String stage) {
    return await(admin.describeConsumerGroups(List.of(group(stage))).all())
        .get(group(stage))
        .members()
        .size();
  }

  /** Whether all of these stages' groups have no member. */
  boolean areEmpty(Collection<String> stages) {
    List<String> groups = stages.stream().map(Watch::group).toList();
    return await(admin.describeConsumerGroups(groups).all()).values().stream()
        .allMatch(group -> group.groupState() == GroupState.EMPTY);
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new ChaosFailure("the broker does not answer: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosFailure("interrupted");
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
