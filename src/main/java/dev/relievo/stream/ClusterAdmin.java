package dev.relievo.stream;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Kafka's admin client, whose failures become {@link KafkaUnavailableException}. */
final class ClusterAdmin implements AutoCloseable {

  private final Admin client;
  private final String bootstrapServers;

  /**
   * Connects on first use.
   *
   * @throws KafkaUnavailableException where the settings make no sense
   */
  ClusterAdmin(KafkaSettings settings) {
    bootstrapServers = settings.bootstrapServers();
    try {
      client = Admin.create(settings.admin());
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  /** Its futures are for {@link #await}. */
  Admin client() {
    return client;
  }

  /** The cluster, for messages. */
  String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * What a future becomes.
   *
   * @throws KafkaUnavailableException where the cluster does not answer or refuses
   */
  <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  @Override
  public void close() {
    client.close(Duration.ofSeconds(5));
  }
}
