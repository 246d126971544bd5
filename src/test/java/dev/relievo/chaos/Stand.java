package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.TestConfig;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A broker with topics, cameras and a fleet of stage processes: what a scenario torments. */
final class Stand implements AutoCloseable {

  /** So many that three processes of two threads have one each. */
  static final int PARTITIONS = 6;

  static final int CAMERAS = 12;

  /** Stream threads a stage and process. */
  static final int THREADS = 2;

  /** After this long the cluster gives the partitions of a silent process to others. */
  static final Duration SESSION = Duration.ofSeconds(6);

  /**
   * For anything that must happen at some time, on a machine that may be busy with other things.
   */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Longer than the stages' commit interval: what is committed too early is then committed. */
  private static final Duration HOLD = Duration.ofMillis(1500);

  private static final Duration BROKER_PATIENCE = Duration.ofMinutes(1);

  private static final long BATCH_MILLIS = 20;

  private final Guarantee guarantee;
  private final Path folder;
  private final Journal journal;
  private final Expectation expectation = new Expectation();
  private final BrokerProcess broker;
  private final Watch watch;
  private final Backlog backlog;
  private final Fleet fleet;
  private final Load load;

  /** Starts the broker and makes the topics. */
  Stand(Path folder, Guarantee guarantee, Journal journal) {
    this.folder = folder;
    this.guarantee = guarantee;
    this.journal = journal;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
    broker = new BrokerProcess(folder);
    watch = new Watch(broker.bootstrapServers(), PARTITIONS, BROKER_PATIENCE);
    backlog = new Backlog(broker.bootstrapServers(), PARTITIONS);
    fleet = new Fleet(folder, BATCH_MILLIS, options());
    load = new Load(broker.bootstrapServers(), expectation, backlog::records);
    await("there are topics", this::createTopics);
  }

  private Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("relievo.kafka.bootstrap-servers", broker.bootstrapServers());
    options.put("relievo.kafka.processing-guarantee", guarantee.option());
    options.put("relievo.kafka.session-timeout", SESSION.toSeconds() + "s");
    options.put("relievo.kafka.transaction-timeout", "10s");
    options.put("relievo.stage.threads", "" + THREADS);
    return options;
  }

  private boolean createTopics() {
    RelievoConfig config = TestConfig.with(options());
    try (TopicAdmin admin = new TopicAdmin(KafkaSettings.of(config))) {
      admin.create(Topics.all(), PARTITIONS, (short) 1);
      return true;
    }
  }

  Path folder() {
    return folder;
  }

  Guarantee guarantee() {
    return guarantee;
  }

  Journal journal() {
    return journal;
  }

  BrokerProcess broker() {
    return broker;
  }

  Fleet fleet() {
    return fleet;
  }

  Load load() {
    return load;
  }

  Watch watch() {
    return watch;
  }

  Expectation expectation() {
    return expectation;
  }

  /**
   * Waits for what must come.
   *
   * @throws ChaosFailure where it does not within {@link #PATIENCE}
   */
  void await(String what, Callable<Boolean> condition) {
    AtomicReference<Throwable> last = new AtomicReference<>();
    try {
      Awaitility.await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(100))
          .atMost(PATIENCE)
          .ignoreExceptionsMatching(
              e -> {
                last.set(e);
                return e instanceof Exception;
              })
          .until(condition);
    } catch (ConditionTimeoutException e) {
      String why = last.get() == null ? "" : ", lastly because of " + last.get();
      throw new ChaosFailure("not within " + PATIENCE.toSeconds() + " s: " + what + why);
    }
  }

  /** Fails the scenario where something does not hold that it needs in order to show anything. */
  static void require(boolean condition, String what) {
    if (!condition) {
      throw new ChaosFailure("the scenario shows nothing: " + what);
    }
  }

  /** Starts a process for each group of stages, waits until they run, then sets the cameras on. */
  void start(List<List<String>> layout, double framesPerSecond) {
    layout.forEach(fleet::start);
    awaitReady();
    journal.say(layout.size() + " processes of stages run");
    load.start(CAMERAS, framesPerSecond);
  }

  void awaitReady() {
    await("all processes of stages run", fleet::isReady);
  }

  /** Keeps a stage of a process in the midst of its next batch, once it also has lag. */
  void seize(StageProcess process, String stage) {
    process.pulse().hold(stage, true);
    await(
        process.name() + " is in the midst of a batch of " + stage,
        () -> process.pulse().isHolding(stage) && watch.lag(stage) > 0);
  }

  /** Seizes every stage, the last one first: one that waits for another has nothing to hold. */
  void seizeAll() {
    List<String> stages = new ArrayList<>(Chain.STAGES);
    Collections.reverse(stages);
    stages.forEach(stage -> seize(fleet.only(stage), stage));
  }

  /** Lets a commit interval pass. */
  static void dwell() throws InterruptedException {
    Thread.sleep(HOLD.toMillis());
  }

  /** Kills a process whose stages were seized; that work is left is asserted before and after. */
  void killInWork(StageProcess process) {
    String work = work(process);
    fleet.kill(process);
    work(process);
    journal.killed(process.name() + ": " + work);
  }

  /**
   * What a process whose stages were seized has to do, in words.
   *
   * @throws ChaosFailure where it is nothing
   */
  String work(StageProcess process) {
    long lag = process.stages().stream().mapToLong(watch::lag).sum();
    long inFlight = process.inFlight();
    require(lag > 0 && inFlight > 0, process.name() + " has no work left");
    return "%d in flight, lag %d".formatted(inFlight, lag);
  }

  /** Waits until a stage has committed all that lay before it at a moment. */
  void awaitRecovery(String stage, Map<TopicPartition, Long> ends, Instant since) {
    await(stage + " has done what lay before it", () -> watch.isPast(stage, ends));
    journal.recovered(since);
  }

  /** Stops the cameras and waits until nothing is left to do and no transaction is open. */
  void settle() throws InterruptedException {
    fleet.processes().forEach(StageProcess::release);
    load.stop();
    await("all lags are zero and no transaction is open", watch::isSettled);
    journal.say("settled");
  }

  @Override
  public void close() {
    load.close();
    fleet.close();
    backlog.close();
    watch.close();
    broker.close();
  }
}
