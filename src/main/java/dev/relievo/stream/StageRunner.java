package dev.relievo.stream;

import dev.relievo.nn.Batcher;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.jboss.logging.Logger;

/**
 * Runs stages in this process: one {@link KafkaStreams} each, with its own application id, so that
 * any selection of stages may share a process and each is scaled on its own.
 */
public final class StageRunner implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(StageRunner.class);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration WORKER_STOP = Duration.ofSeconds(2);

  private final RelievoConfig config;
  private final KafkaSettings settings;
  private final MeterRegistry registry;
  private final Tracing tracing;
  private final GroupLag lag;

  /** Guarded by itself: health is asked for while a stage is being loaded. */
  private final Map<String, Running> stages = Collections.synchronizedMap(new LinkedHashMap<>());

  private final CompletableFuture<Throwable> stopped = new CompletableFuture<>();

  private record Running(
      KafkaStreams streams,
      CountDownLatch ready,
      StageMetrics metrics,
      Batcher<?, ?> batcher,
      KafkaStreamsMetrics kafkaMetrics,
      StageGauges gauges,
      Stage<?, ?> stage) {}

  /**
   * Runs nothing yet.
   *
   * @param registry receives the meters of {@link StageMetrics} and Kafka's own
   */
  public StageRunner(RelievoConfig config, KafkaSettings settings, MeterRegistry registry) {
    this(config, settings, registry, Tracing.of(config));
  }

  /**
   * Runs nothing yet.
   *
   * @param tracing receives the spans; closed by this runner
   */
  StageRunner(
      RelievoConfig config, KafkaSettings settings, MeterRegistry registry, Tracing tracing) {
    this.config = config;
    this.settings = settings;
    this.registry = registry;
    this.tracing = tracing;
    lag = new GroupLag(settings);
    MemoryGauges.cpu(registry);
  }

  /**
   * Loads a stage of the chain, warms it up and starts it, as {@link #start(StageDefinition,
   * Stage)}.
   *
   * @param stage one of {@link Chain#STAGES}
   */
  public void start(String stage, Stages stages) {
    switch (stage) {
      case "detect" -> start(Chain.detect(), stages.detect());
      case "regress" -> start(Chain.regress(), stages.regress());
      case "unwrap" -> start(Chain.unwrap(), stages.unwrap());
      case "displace" -> start(Chain.displace(), stages.displace());
      case "mesh" -> start(Chain.mesh(), stages.mesh());
      default -> throw new IllegalArgumentException("there is no stage " + stage);
    }
  }

  /**
   * Warms a stage up and starts it; does not wait until it runs, see {@link #awaitReady}.
   *
   * @param stage loaded; closed by this runner
   * @throws KafkaUnavailableException where its topics are not there or the cluster does not answer
   */
  public synchronized <I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord>
      void start(StageDefinition<I, O, A> definition, Stage<I, O> stage) {
    checkTopics(definition);
    RelievoConfig.StageOptions options = config.stage();
    int maxBatch = Math.min(options.maxBatch(), options.threads());
    stage.warmUp(maxBatch);
    StageMetrics metrics = new StageMetrics(definition.name(), registry, tracing);
    Batcher<I, Outcome<O>> batcher =
        new Batcher<>(
            definition.name() + "-batcher",
            metrics.watchedFunction(stage::apply),
            new Batcher.Limits(
                maxBatch, options.maxDelay(), options.maxQueue(), Batcher.Limits.PAUSE),
            metrics,
            () -> stage.warmUp(1));
    Shedder shedder = new Shedder(config.shed(), definition);
    Properties properties = settings.streams(definition);
    shedder.configure(properties);
    KafkaStreams streams =
        new KafkaStreams(
            StageTopology.build(
                definition,
                stage.memory(),
                batcher,
                metrics,
                shedder,
                options.timeout(),
                options.deadLetterPayload()),
            properties);
    CountDownLatch ready = new CountDownLatch(1);
    streams.setUncaughtExceptionHandler(
        new ReplaceOrStop(definition.name(), failure -> stopped(batcher, failure)));
    streams.setStateListener((now, before) -> changed(definition.name(), now, ready));
    KafkaStreamsMetrics kafkaMetrics =
        new KafkaStreamsMetrics(streams, Tags.of("stage", definition.name()));
    kafkaMetrics.bindTo(registry);
    lag.watch(definition);
    StageGauges gauges = new StageGauges(registry, definition, streams, lag);
    stages.put(
        definition.name(),
        new Running(streams, ready, metrics, batcher, kafkaMetrics, gauges, stage));
    streams.start();
  }

  /** Other threads of the stage wait for the same device in vain. */
  private void stopped(Batcher<?, ?> batcher, Throwable failure) {
    stopped.complete(failure);
    batcher.close();
  }

  private void checkTopics(StageDefinition<?, ?, ?> definition) {
    List<Topic<?>> needed =
        List.of(
            definition.source(), definition.sink(), definition.results(), definition.deadLetters());
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.require(needed);
    }
  }

  /** From now on the memory of a device, where it is a GPU, is among the meters. */
  public void watch(NetworkDevice device) {
    MemoryGauges.gpu(registry, device);
  }

  private static void changed(String stage, KafkaStreams.State now, CountDownLatch ready) {
    LOG.debugf("stage %s is %s", stage, now);
    if (now == KafkaStreams.State.RUNNING) {
      ready.countDown();
    }
  }

  /**
   * Waits until every stage has run once, or one has stopped by itself.
   *
   * @throws IllegalStateException where one does not within the time
   */
  public void awaitReady(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Map.Entry<String, Running> entry : snapshot().entrySet()) {
      if (!isReady(entry.getValue(), deadline)) {
        throw new IllegalStateException(
            "stage %s is not running after %s, but %s"
                .formatted(entry.getKey(), timeout, entry.getValue().streams().state()));
      }
    }
  }

  /** Waits until it is, or some stage has stopped; false where neither happens in time. */
  private boolean isReady(Running running, long deadline) throws InterruptedException {
    boolean ready = false;
    while (!ready && failure() == null && System.nanoTime() < deadline) {
      ready = running.ready().await(100, TimeUnit.MILLISECONDS);
    }
    return ready || failure() != null;
  }

  /** The state of each stage, such as RUNNING or REBALANCING. */
  public Map<String, String> states() {
    Map<String, String> states = new LinkedHashMap<>();
    snapshot().forEach((name, running) -> states.put(name, running.streams().state().name()));
    return states;
  }

  /** Whether stages were started, all of them are running, and none has met its end. */
  public boolean isReady() {
    Map<String, String> states = states();
    return failure() == null
        && !states.isEmpty()
        && states.values().stream().allMatch(KafkaStreams.State.RUNNING.name()::equals);
  }

  /** The meters of each stage. */
  public Map<String, StageMetrics> metrics() {
    Map<String, StageMetrics> metrics = new LinkedHashMap<>();
    snapshot().forEach((name, running) -> metrics.put(name, running.metrics()));
    return metrics;
  }

  /** Ids of the threads that run the stage functions; all others here work for Kafka. */
  public Set<Long> workerIds() {
    return snapshot().values().stream()
        .map(running -> running.batcher().threadId())
        .collect(Collectors.toSet());
  }

  /** Waits until a stage stops by itself, and says why. */
  public Throwable awaitFailure() throws InterruptedException {
    try {
      return stopped.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why a stage stopped by itself; null as long as none has. */
  public Throwable failure() {
    return stopped.getNow(null);
  }

  private Map<String, Running> snapshot() {
    synchronized (stages) {
      return new LinkedHashMap<>(stages);
    }
  }

  /**
   * Stops all stages: records in work are finished and committed, the partitions handed over at
   * once, native memory freed.
   */
  @Override
  public synchronized void close() {
    snapshot().entrySet().parallelStream().forEach(e -> stop(e.getKey(), e.getValue()));
    stages.clear();
    lag.close();
    tracing.close();
  }

  private static void stop(String stage, Running running) {
    running.gauges().close();
    running.kafkaMetrics().close();
    boolean drained =
        running
            .streams()
            .close(
                CloseOptions.timeout(STOP)
                    .withGroupMembershipOperation(
                        CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!drained) {
      LOG.warnf(
          "stage %s did not finish its records within %d s: another process does them again",
          stage, STOP.toSeconds());
    }
    running.batcher().close();
    if (hasEnded(running.batcher())) {
      running.stage().close();
    } else {
      LOG.warn("a stage function does not return: its native memory goes with the process");
    }
  }

  private static boolean hasEnded(Batcher<?, ?> batcher) {
    try {
      return batcher.awaitEnd(WORKER_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
