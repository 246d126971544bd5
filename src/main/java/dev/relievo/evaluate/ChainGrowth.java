package dev.relievo.evaluate;

import dev.relievo.image.RgbImage;
import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageMetrics;
import dev.relievo.tensor.ModelStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How throughput, latency and processor time of the whole chain, in one process with its broker,
 * grow with what it is given. There is always as much on its way as keeps it busy, and no more: two
 * frames a camera.
 */
public final class ChainGrowth {

  private static final int PARTITIONS = 16;
  private static final int CAMERAS = 8;
  private static final int FRAMES_A_CAMERA = 2;
  private static final int LEAST_FRAMES = 8;
  private static final List<Integer> STEPS = List.of(1, 2, 4, 8, 16);
  private static final int CROWD_WIDTH = 1920;
  private static final int CROWD_HEIGHT = 1080;

  private record Size(String name, int width, int height) {}

  private static final List<Size> SIZES =
      List.of(
          new Size("480p", 854, 480),
          new Size("720p", 1280, 720),
          new Size("1080p", 1920, 1080),
          new Size("1440p", 2560, 1440),
          new Size("4k", 3840, 2160));

  private final Stages stages;
  private final RelievoConfig config;
  private final MeterRegistry registry;
  private final Consumer<String> log;
  private final int faces;

  /**
   * Prepares a bench; starts nothing.
   *
   * @param faces of a step, timed, after a third as many untimed ones
   */
  public ChainGrowth(
      Stages stages,
      RelievoConfig config,
      MeterRegistry registry,
      Consumer<String> log,
      int faces) {
    this.stages = stages;
    this.config = config;
    this.registry = registry;
    this.log = log;
    this.faces = faces;
  }

  /** From 1 to 16 cameras that all see the same pictures. */
  public GrowthTable cameras(List<byte[]> images) throws InterruptedException {
    GrowthTable table = new GrowthTable("cameras");
    try (ChainRig rig = rig()) {
      warmUp(rig, images);
      for (int cameras : STEPS) {
        BenchFrames source = new BenchFrames(images, rig.cameras(cameras));
        step(rig, table, "" + cameras, source, cameras * FRAMES_A_CAMERA, 1);
      }
    }
    return table;
  }

  /** From 1 to 16 faces of one size in frames of 1920 x 1080. */
  public GrowthTable faces(RgbImage photo) throws InterruptedException {
    GrowthTable table = new GrowthTable("faces");
    BenchPictures pictures = new BenchPictures(new ModelStore(config.models()), photo);
    try (ChainRig rig = rig()) {
      warmUp(rig, List.of(pictures.crowd(CROWD_WIDTH, CROWD_HEIGHT, 1)));
      for (int inFrame : STEPS) {
        List<byte[]> crowd = List.of(pictures.crowd(CROWD_WIDTH, CROWD_HEIGHT, inFrame));
        BenchFrames source = new BenchFrames(crowd, rig.cameras(CAMERAS));
        step(rig, table, "" + inFrame, source, CAMERAS, inFrame);
      }
    }
    return table;
  }

  /** From 480p to 4K, one near face that covers the same part of each. */
  public GrowthTable sizes(RgbImage photo) throws InterruptedException {
    GrowthTable table = new GrowthTable("sizes");
    BenchPictures pictures = new BenchPictures(new ModelStore(config.models()), photo);
    try (ChainRig rig = rig()) {
      warmUp(rig, List.of(pictures.near(SIZES.get(0).width(), SIZES.get(0).height())));
      for (Size size : SIZES) {
        byte[] image = pictures.near(size.width(), size.height());
        BenchFrames source = new BenchFrames(List.of(image), rig.cameras(CAMERAS));
        step(rig, table, size.name(), source, CAMERAS * FRAMES_A_CAMERA, 1);
      }
    }
    return table;
  }

  private ChainRig rig() throws InterruptedException {
    return new ChainRig(stages, config, registry, PARTITIONS);
  }

  private void warmUp(ChainRig rig, List<byte[]> images) {
    log.accept("growth: warming up");
    rig.send(new BenchFrames(images, rig.cameras(PARTITIONS)), faces, PARTITIONS);
  }

  private void step(
      ChainRig rig, GrowthTable table, String name, BenchFrames source, int most, int inFrame) {
    log.accept("growth: " + name);
    int frames = Math.max(LEAST_FRAMES, (faces + inFrame - 1) / inFrame);
    rig.send(source, Math.max(LEAST_FRAMES, frames / 3), most);
    Supplier<Effort> clock = new EffortClock(rig::brokerThreads, rig::workerThreads);
    StageMetrics detect = rig.metrics().get("detect");
    double detecting = detect.functionMillisPerItem() * detect.items();
    Effort before = clock.get();
    long start = System.nanoTime();
    Answers answers = rig.send(source, frames, most);
    double seconds = (System.nanoTime() - start) / 1e9;
    Effort effort = clock.get().minus(before);
    detecting = detect.functionMillisPerItem() * detect.items() - detecting;
    int done = answers.faces();
    if (done != frames * inFrame) {
      throw new IllegalStateException(
          "%d frames of %d faces gave %d faces".formatted(frames, inFrame, done));
    }
    double[] latencies = answers.latencies();
    Arrays.sort(latencies);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("frames_per_s", frames / seconds);
    figures.put("faces_per_s", done / seconds);
    figures.put("latency_ms.p50", Metrics.percentile(latencies, 0.5));
    figures.put("latency_ms.p95", Metrics.percentile(latencies, 0.95));
    figures.put("latency_ms.p99", Metrics.percentile(latencies, 0.99));
    figures.put("cpu_ms_per_face", 1000 * effort.process() / done);
    figures.put("detect_ms_per_frame", detecting / frames);
    figures.put("kb_per_frame", source.meanBytes() / 1000);
    table.add(name, done, figures);
  }
}
