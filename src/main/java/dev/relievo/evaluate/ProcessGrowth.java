package dev.relievo.evaluate;

import dev.relievo.record.Frame;
import dev.relievo.stream.Chain;
import dev.relievo.stream.ChainEvent;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.GroupShares;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.SpreadCameras;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * How throughput grows with the number of processes of one stage: child processes that run the real
 * {@link dev.relievo.stream.StageRunner} with a {@link SimulatedDevice}, against a broker in this
 * process. There are partitions for full batches in every process, and a few frames wait in each of
 * them all the time, so what is measured is what the processes can do.
 */
public final class ProcessGrowth {

  /**
   * What is run.
   *
   * @param most processes in the last step; steps double
   * @param batch stream threads a process, which is also its largest batch
   * @param device time of a batch
   * @param window how long each step is timed, once the partitions are shared evenly
   */
  public record Plan(int most, int batch, Duration device, Duration window) {}

  /** Frames of a camera on their way: one in work, the rest waiting. */
  private static final int AHEAD = 3;

  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  /** What waited while partitions moved is worked off meanwhile. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Plan plan;
  private final KafkaSettings settings;
  private final BiFunction<KafkaSettings, Plan, List<String>> command;
  private final Consumer<String> log;

  /**
   * Prepares a bench; starts nothing.
   *
   * @param command of a process that runs {@link SimulatedStage} against a cluster
   */
  public ProcessGrowth(
      RelievoConfig config,
      Plan plan,
      BiFunction<KafkaSettings, Plan, List<String>> command,
      Consumer<String> log) {
    this.plan = plan;
    this.settings = KafkaSettings.of(config);
    this.command = command;
    this.log = log;
  }

  /** Runs it. */
  public GrowthTable run(byte[] image) throws InterruptedException {
    int partitions = plan.most() * plan.batch();
    GrowthTable table = new GrowthTable("processes");
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings here = settings.on(broker);
      try (TopicAdmin admin = new TopicAdmin(here)) {
        admin.create(Topics.onBroker(), partitions, (short) 1);
      }
      List<String> cameras = SpreadCameras.ids("bench-", partitions, partitions);
      try (StageProcesses processes = new StageProcesses(command.apply(here, plan));
          ChainReader reader = new ChainReader(here, ChainReader.From.NOW);
          FramePublisher publisher = new FramePublisher(here);
          GroupShares shares = new GroupShares(here)) {
        Load load = new Load(new BenchFrames(List.of(image), cameras), reader, publisher);
        cameras.forEach(load::begin);
        for (int count = 1; count <= plan.most(); count *= 2) {
          log.accept("growth: " + count + " processes");
          processes.grow(count);
          awaitShares(shares, count * plan.batch(), load);
          load.run(SETTLING);
          double rate = load.run(plan.window());
          if (!processes.areAlive()) {
            throw new IllegalStateException("a process of the bench has ended");
          }
          table.add("" + count, load.answered, figures(table, count, rate));
        }
      }
    }
    return table;
  }

  /**
   * Keeps the processes busy until each thread has its part: partitions move when their old threads
   * ask for records again, twice, and between that they work off what they have.
   */
  private static void awaitShares(GroupShares shares, int threads, Load load)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!shares.areEven(Chain.detect(), threads)) {
      load.run(ASK_EVERY);
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("the partitions are not shared evenly after " + PATIENCE);
      }
    }
  }

  private Map<String, Double> figures(GrowthTable table, int count, double rate) {
    double possible = count * plan.batch() / (plan.device().toMillis() / 1e3);
    double alone = count == 1 ? rate : table.figure("1", "frames_per_s");
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("frames_per_s", rate);
    figures.put("of_linear", rate / (count * alone));
    figures.put("of_devices", rate / possible);
    return figures;
  }

  /** Keeps every camera's frames coming. */
  private static final class Load {

    private final BenchFrames frames;
    private final ChainReader reader;
    private final FramePublisher publisher;
    private final Set<String> open = new HashSet<>();
    private int answered;

    Load(BenchFrames frames, ChainReader reader, FramePublisher publisher) {
      this.frames = frames;
      this.reader = reader;
      this.publisher = publisher;
    }

    void begin(String camera) {
      for (int i = 0; i < AHEAD; i++) {
        publish(camera);
      }
    }

    private void publish(String camera) {
      Frame frame = frames.of(camera);
      open.add(camera + "/" + frame.getSequence());
      publisher.publish(frame);
    }

    /** Frames answered a second, each counted once. */
    double run(Duration length) {
      answered = 0;
      long start = System.nanoTime(), last = start, now = start;
      while (now - start < length.toNanos()) {
        List<ChainEvent> events = reader.poll(Duration.ofMillis(50));
        now = System.nanoTime();
        last = events.isEmpty() ? last : now;
        if (now - last > PATIENCE.toNanos()) {
          throw new IllegalStateException("the processes stopped answering");
        }
        events.forEach(this::take);
      }
      return answered / ((now - start) / 1e9);
    }

    private void take(ChainEvent event) {
      if (event instanceof ChainEvent.FrameAnswered answer) {
        String camera = answer.result().getCameraId();
        if (open.remove(camera + "/" + answer.result().getSequence())) {
          answered++;
          publish(camera);
        }
      }
    }
  }
}
