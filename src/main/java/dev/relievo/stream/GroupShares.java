package dev.relievo.stream;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;

/** How the partitions of a stage's source topic are spread over the threads of its processes. */
public final class GroupShares implements AutoCloseable {

  private final ClusterAdmin admin;

  /**
   * Connects on first use.
   *
   * @throws KafkaUnavailableException where the settings make no sense
   */
  public GroupShares(KafkaSettings settings) {
    admin = new ClusterAdmin(settings);
  }

  /**
   * Whether so many threads have the same number of partitions each, to within one, and nothing is
   * being moved.
   *
   * @throws KafkaUnavailableException where the cluster does not answer
   */
  public boolean areEven(StageDefinition<?, ?, ?> stage, int threads) {
    String id = stage.applicationId();
    ConsumerGroupDescription group =
        admin.await(admin.client().describeConsumerGroups(List.of(id)).describedGroups().get(id));
    if (group.groupState() != GroupState.STABLE) {
      return false;
    }
    int[] shares =
        group.members().stream()
            .map(member -> member.assignment().topicPartitions())
            .mapToInt(Collection::size)
            .filter(share -> share > 0)
            .sorted()
            .toArray();
    return shares.length == threads && shares[threads - 1] - shares[0] <= 1;
  }

  @Override
  public void close() {
    admin.close();
  }
}
