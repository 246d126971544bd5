package dev.relievo.stream;

import dev.relievo.nn.Batcher;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * Meters of one stage in this process, all tagged {@code stage}:
 *
 * <ul>
 *   <li>{@code relievo.stage.records} (timer, tag {@code outcome}: done, failed, dead): from the
 *       record's turn to everything of it forwarded; its count is the number of records
 *   <li>{@code relievo.stage.outputs} (summary): records that one input became
 *   <li>{@code relievo.batch.queue} (timer): an item's wait for its batch
 *   <li>{@code relievo.batch.latency} (timer): the stage function, a batch
 *   <li>{@code relievo.batch.size} (summary): items a batch
 * </ul>
 */
public final class StageMetrics implements Batcher.Listener {

  /** How a record ended. */
  enum End {
    DONE,
    FAILED,
    DEAD
  }

  private final Timer[] records = new Timer[End.values().length];
  private final DistributionSummary outputs;
  private final Timer queue;
  private final Timer latency;
  private final DistributionSummary size;

  /** Meters of a stage in a registry. */
  public StageMetrics(String stage, MeterRegistry registry) {
    for (End end : End.values()) {
      records[end.ordinal()] =
          Timer.builder("relievo.stage.records")
              .description("Records by outcome, and the time until all of one was forwarded")
              .tags("stage", stage, "outcome", end.name().toLowerCase(java.util.Locale.ROOT))
              .register(registry);
    }
    outputs =
        DistributionSummary.builder("relievo.stage.outputs")
            .description("Records that one input became")
            .tags("stage", stage)
            .register(registry);
    queue = timer("relievo.batch.queue", "An item's wait for its batch", stage, registry);
    latency = timer("relievo.batch.latency", "The stage function, a batch", stage, registry);
    size =
        DistributionSummary.builder("relievo.batch.size")
            .description("Items a batch")
            .tags("stage", stage)
            .register(registry);
  }

  private static Timer timer(String name, String what, String stage, MeterRegistry registry) {
    return Timer.builder(name).description(what).tags("stage", stage).register(registry);
  }

  void ended(End end, long nanos) {
    records[end.ordinal()].record(nanos, TimeUnit.NANOSECONDS);
  }

  void became(int records) {
    outputs.record(records);
  }

  @Override
  public void queued(long nanos) {
    queue.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void ran(int items, long nanos) {
    size.record(items);
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** The stage function alone, milliseconds an item so far; 0 before the first. */
  public double functionMillisPerItem() {
    return size.totalAmount() == 0
        ? 0
        : latency.totalTime(TimeUnit.MILLISECONDS) / size.totalAmount();
  }

  /** Wait for a batch, milliseconds an item so far; 0 before the first. */
  public double queueMillisPerItem() {
    return queue.mean(TimeUnit.MILLISECONDS);
  }

  /** Mean items a batch. */
  public double meanBatch() {
    return size.mean();
  }

  /** Batches so far. */
  public long batches() {
    return size.count();
  }

  /** Items so far. */
  public long items() {
    return Math.round(size.totalAmount());
  }
}
