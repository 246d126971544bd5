package dev.relievo.stream;

import dev.relievo.nn.Batcher;
import dev.relievo.record.RejectReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;

/**
 * What is measured of one stage in this process: meters, all tagged {@code stage}, and spans where
 * tracing is on. {@code topology-docs/metrics.md} says what each is for; no tag has more values
 * than the code has constants, and none names a camera.
 *
 * <ul>
 *   <li>{@code relievo.stage.records} (timer, tag {@code outcome}: done, failed, dead, shed): from
 *       the record's turn to everything of it forwarded; its count is the number of records
 *   <li>{@code relievo.stage.outputs} (summary): records that one input became
 *   <li>{@code relievo.stage.failed}, {@code relievo.stage.dead.letters}, {@code
 *       relievo.stage.shed} (counters, tag {@code reason}): of what did not go on, why
 *   <li>{@code relievo.capture.latency} (timer, tag {@code outcome}): from the frame's capture to
 *       everything forwarded; of the mesh stage's done this is the chain's from end to end
 *   <li>{@code relievo.capture.unknown} (counter): records whose capture time is absent or lies in
 *       the future, so that their latency is not known
 *   <li>{@code relievo.batch.memory} (summary): items of a batch that found too little memory
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
    DEAD,
    SHED;

    private String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Duration[] WORK =
      millis(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1e3, 5e3, 3e4);
  private static final Duration[] WAIT =
      millis(0.1, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1e3, 1e4);
  private static final Duration[] LATENCY =
      millis(25, 50, 100, 250, 500, 1e3, 2.5e3, 5e3, 1e4, 3e4, 6e4, 3e5, 3.6e6);
  private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64};

  private final String stage;
  private final MeterRegistry registry;
  private final Tracing tracing;
  private final StageSpans spans;
  private final Timer[] records = new Timer[End.values().length];
  private final Timer[] sinceCapture = new Timer[End.values().length];
  private final Counter captureUnknown;
  private final DistributionSummary outputs;
  private final Timer queue;
  private final Timer latency;
  private final DistributionSummary size;
  private final DistributionSummary tooLarge;

  /** Meters of a stage in a registry, and no spans. */
  public StageMetrics(String stage, MeterRegistry registry) {
    this(stage, registry, Tracing.OFF);
  }

  /**
   * Meters of a stage in a registry.
   *
   * @param tracing receives the spans; {@link Tracing#OFF} for none
   */
  StageMetrics(String stage, MeterRegistry registry, Tracing tracing) {
    this.stage = stage;
    this.registry = registry;
    this.tracing = tracing;
    spans = new StageSpans(stage, tracing);
    for (End end : End.values()) {
      records[end.ordinal()] =
          timer("relievo.stage.records", "From a record's turn to all of it forwarded", WORK)
              .tag("outcome", end.tag())
              .register(registry);
      sinceCapture[end.ordinal()] =
          timer("relievo.capture.latency", "From capture to all of a record forwarded", LATENCY)
              .tag("outcome", end.tag())
              .register(registry);
    }
    captureUnknown =
        counter("relievo.capture.unknown", "Records without a capture time, or a future one")
            .register(registry);
    outputs = summary("relievo.stage.outputs", "Records that one input became").register(registry);
    queue = timer("relievo.batch.queue", "An item's wait for its batch", WAIT).register(registry);
    latency =
        timer("relievo.batch.latency", "The stage function, a batch", WORK).register(registry);
    size =
        summary("relievo.batch.size", "Items a batch")
            .serviceLevelObjectives(SIZES)
            .register(registry);
    tooLarge =
        summary("relievo.batch.memory", "Items of a batch that found too little memory")
            .register(registry);
    // A rate is right from the first only where a counter began at zero.
    reasons().forEach(this::failures);
    reasons().forEach(this::letters);
    for (ShedReason reason : ShedReason.values()) {
      sheds(reason.tag());
    }
  }

  private Timer.Builder timer(String name, String what, Duration... buckets) {
    return Timer.builder(name)
        .description(what)
        .tag("stage", stage)
        .serviceLevelObjectives(buckets);
  }

  private DistributionSummary.Builder summary(String name, String what) {
    return DistributionSummary.builder(name).description(what).tag("stage", stage);
  }

  private Counter.Builder counter(String name, String what) {
    return Counter.builder(name).description(what).tag("stage", stage);
  }

  private static Stream<String> reasons() {
    return Stream.of(RejectReason.values()).map(StageMetrics::tag);
  }

  private static String tag(RejectReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private static Duration[] millis(double... millis) {
    return Arrays.stream(millis)
        .mapToObj(value -> Duration.ofNanos(Math.round(value * 1e6)))
        .toArray(Duration[]::new);
  }

  private Counter failures(String reason) {
    return counter("relievo.stage.failed", "Records answered with a failure")
        .tag("reason", reason)
        .register(registry);
  }

  private Counter letters(String reason) {
    return counter("relievo.stage.dead.letters", "Records that could not be read")
        .tag("reason", reason)
        .register(registry);
  }

  private Counter sheds(String reason) {
    return counter("relievo.stage.shed", "Records answered without work, as nobody waits for them")
        .tag("reason", reason)
        .register(registry);
  }

  /**
   * All of a record was forwarded.
   *
   * @param nanos since its turn came
   * @param headers of the record, for its capture time
   */
  void ended(End end, long nanos, Headers headers) {
    records[end.ordinal()].record(nanos, TimeUnit.NANOSECONDS);
    OptionalLong latencyMicros =
        microsSince(StageHeaders.number(headers, StageHeaders.CAPTURED_AT));
    if (latencyMicros.isPresent()) {
      sinceCapture[end.ordinal()].record(latencyMicros.getAsLong(), TimeUnit.MICROSECONDS);
    } else {
      captureUnknown.increment();
    }
    spans.ended(end.tag());
  }

  /** Empty where the time is not known or, by a clock that is wrong, still to come. */
  private static OptionalLong microsSince(OptionalLong capturedAt) {
    Instant now = Instant.now();
    long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    boolean known = capturedAt.isPresent() && capturedAt.getAsLong() <= micros;
    return known ? OptionalLong.of(micros - capturedAt.getAsLong()) : OptionalLong.empty();
  }

  /** A record was answered with a failure. */
  void failed(RejectReason reason) {
    failures(tag(reason)).increment();
    spans.because(tag(reason));
  }

  /** A record went to the dead letters. */
  void buried(RejectReason reason) {
    letters(tag(reason)).increment();
    spans.because(tag(reason));
  }

  /**
   * A record was shed.
   *
   * @param reason a tag of {@link ShedReason}
   */
  void shed(String reason) {
    sheds(reason).increment();
    spans.because(reason);
  }

  void became(int records) {
    outputs.record(records);
  }

  /** The processor with a span and a log context for each record; itself where both are off. */
  Processor<byte[], byte[], byte[], byte[]> watched(
      Processor<byte[], byte[], byte[], byte[]> processor) {
    boolean watched = tracing.hasSpans() || tracing.hasLogContext();
    return watched
        ? new WatchedProcessor(processor, stage, spans, tracing.hasLogContext())
        : processor;
  }

  /** The function that adds to the spans of its items; itself without tracing. */
  <I, O> Function<List<I>, List<O>> watchedFunction(Function<List<I>, List<O>> function) {
    return spans.around(function);
  }

  /** What the record in work was decoded to, by which its batch will know its span. */
  void decoded(Object item) {
    spans.decoded(item);
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

  @Override
  public void ranOutOfMemory(int items) {
    tooLarge.record(items);
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
