package dev.relievo.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * How far the stages of this process are behind: records of a source topic that its group has not
 * committed yet, over all partitions, also those that other processes work on or nobody does. Asked
 * of the broker, as a consumer only knows of the partitions it has, and of these only while it
 * fetches.
 */
final class GroupLag implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(GroupLag.class);

  /** Half of Prometheus' usual interval: each scrape sees a new value. Two requests each time. */
  private static final long EVERY_SECONDS = 7;

  private final KafkaSettings settings;
  private final Map<StageDefinition<?, ?, ?>, Long> lags = new ConcurrentHashMap<>();
  private ScheduledExecutorService timer;
  private Admin admin;

  /** Asks nothing yet. */
  GroupLag(KafkaSettings settings) {
    this.settings = settings;
  }

  /** From now on asks for a stage. */
  synchronized void watch(StageDefinition<?, ?, ?> stage) {
    lags.put(stage, -1L);
    if (timer == null) {
      admin = Admin.create(settings.admin());
      timer =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "group-lag");
                thread.setDaemon(true);
                return thread;
              });
      timer.scheduleWithFixedDelay(
          () -> lags.keySet().forEach(this::ask), 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Records not committed yet; NaN as long as that is not known. */
  double of(StageDefinition<?, ?, ?> stage) {
    long lag = lags.getOrDefault(stage, -1L);
    return lag < 0 ? Double.NaN : lag;
  }

  private void ask(StageDefinition<?, ?, ?> stage) {
    try {
      lags.put(stage, sum(stage));
    } catch (ExecutionException | RuntimeException e) {
      lags.put(stage, -1L);
      LOG.debugf(e, "the lag of %s is not known", stage.name());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private long sum(StageDefinition<?, ?, ?> stage) throws ExecutionException, InterruptedException {
    String topic = stage.source().name();
    Map<TopicPartition, OffsetSpec> all =
        admin
            .describeTopics(List.of(topic))
            .topicNameValues()
            .get(topic)
            .get()
            .partitions()
            .stream()
            .collect(
                Collectors.toMap(
                    info -> new TopicPartition(topic, info.partition()),
                    info -> OffsetSpec.latest()));
    Map<TopicPartition, Long> done = committed(stage.applicationId());
    Map<TopicPartition, OffsetSpec> fresh = new HashMap<>();
    all.keySet().stream()
        .filter(partition -> !done.containsKey(partition))
        .forEach(partition -> fresh.put(partition, OffsetSpec.earliest()));
    done.putAll(offsets(fresh));
    return offsets(all).entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - done.getOrDefault(end.getKey(), 0L)))
        .sum();
  }

  private Map<TopicPartition, Long> committed(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry :
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet()) {
      if (entry.getValue() != null) {
        offsets.put(entry.getKey(), entry.getValue().offset());
      }
    }
    return offsets;
  }

  private Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> wanted)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry :
        admin.listOffsets(wanted).all().get().entrySet()) {
      offsets.put(entry.getKey(), entry.getValue().offset());
    }
    return offsets;
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.shutdownNow();
      admin.close(Duration.ofSeconds(1));
    }
  }
}
