package dev.relievo.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.LinePlot;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.nn.NetworkExport;
import dev.relievo.nn.RecognitionFeatures;
import dev.relievo.tensor.Safetensors;
import dev.relievo.train.TrainableCoarse.Standard;
import dev.relievo.train.data.BatchSource;
import dev.relievo.train.data.BatchStream;
import dev.relievo.train.data.TrainingBatch;
import dev.relievo.train.loss.CoarseLosses;
import dev.relievo.train.loss.LossWeights;
import dev.relievo.train.loss.PerceptualLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Trains the coarse network: batches in, weights out, and everything one wants to see of it in a
 * folder. A training is a function of its settings and its data alone; stopped and started again it
 * gives the same curve, up to the engine's rounding.
 *
 * <pre>
 * checkpoint.safetensors   what the next run goes on from
 * losses.csv, losses.png   every loss, averaged over {@value #LOG_EVERY} steps
 * validation.csv, .png     the same losses on faces that are not trained on, averaged parameters
 * coarse-*.png             validation faces: photograph, overlay, geometry, albedo, light
 * </pre>
 */
public final class CoarseTraining implements AutoCloseable {

  /** Of weights, in parts of the learning rate a step. */
  private static final float DECAY = 1e-4f;

  private static final int LOG_EVERY = TrainingLoop.LOG_EVERY;
  private static final String STATISTICS = "statistics";

  /** Faces a step that the perceptual loss compares. */
  private static final int COMPARED = 4;

  private static final int STANDARD_BATCHES = 40;

  private final CoarseSettings settings;
  private final BatchSource batches;
  private final Path folder;
  private final NDManager manager;
  private final TrainableCoarse network;
  private final CoarseLosses losses;
  private final CoarseSheet sheet;
  private final FaceVector layout;
  private final String modelId;
  private final Optional<WarmStart> warm;

  /** Told of the training as it goes. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A line that a person reads.
     *
     * @param line without a line break
     */
    void say(String line);
  }

  /** Why a training ended. */
  public enum End {
    /** All steps were taken. */
    FINISHED,
    /** The time was over; the next run goes on. */
    TIME_OVER,
    /** The thread was interrupted; the next run goes on. */
    INTERRUPTED
  }

  /**
   * Prepares a training.
   *
   * @param recognition weights of the recognition network; needed where the perceptual loss counts
   * @param from network to start from; random weights where there is none
   * @param folder of the run; is made where it is not there
   * @throws IllegalArgumentException where the network to start from is another kind of network
   */
  public CoarseTraining(
      MorphableModel model,
      BatchSource batches,
      Optional<float[]> recognition,
      Optional<Safetensors> from,
      CoarseSettings settings,
      Path folder,
      NetworkDevice where)
      throws IOException {
    this.settings = settings;
    this.batches = batches;
    this.folder = Files.createDirectories(folder);
    Device device = where.engineDevice();
    modelId = model.id();
    layout = new FaceVector(model);
    manager = NDManager.newBaseManager(device, "PyTorch");
    CoarseArchitecture architecture = CoarseArchitecture.of(layout.length(), layout.translation());
    warm = from.map(weights -> new WarmStart(architecture, weights, modelId));
    network = new TrainableCoarse(architecture, device);
    Optional<PerceptualLoss> perceptual =
        recognition.map(w -> new PerceptualLoss(new RecognitionFeatures(w, manager), COMPARED));
    losses = new CoarseLosses(model, settings.weights(), perceptual, manager);
    sheet = new CoarseSheet(model);
  }

  /** Where the checkpoint says that the training stands; 0 at its start. */
  public long step() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(folder);
    return checkpoint == null ? 0 : checkpoint.step();
  }

  /**
   * Trains until all steps are taken, the time is over, or the thread is interrupted; then writes
   * the checkpoint and the network.
   *
   * @param out file of the network
   * @param most time to train for
   * @param afterStep called with the number of each step that was taken
   */
  public End run(Path out, Duration most, LongConsumer afterStep, Listener listener)
      throws IOException {
    Checkpoint start = Checkpoint.read(folder);
    if (start == null) {
      listener.say("measuring what features and coefficients are like");
      start = begin();
    } else if (!start.modelId().equals(modelId)) {
      throw new IOException(
          folder + " holds a training for face model " + start.modelId() + ", not " + modelId);
    }
    try (Run run = new Run(start, out, listener)) {
      return run.train(System.nanoTime() + most.toNanos(), afterStep);
    }
  }

  private Checkpoint begin() {
    List<TrainingBatch> some = new ArrayList<>();
    for (int i = 1; i <= STANDARD_BATCHES; i++) {
      some.add(batches.batch(i));
    }
    CoarseArchitecture architecture = CoarseArchitecture.of(layout.length(), layout.translation());
    Standard standard =
        LandmarkStandard.measure(
            architecture.graph().landmarks(),
            CoarseArchitecture.SIZE,
            some,
            layout.length(),
            manager.getDevice());
    Optional<WarmStart.Start> start = warm.map(w -> w.start(some, standard, layout, manager));
    return new Checkpoint(
        0,
        Optimizer.State.of(
            start
                .map(s -> network.joined(s.parameters()))
                .orElseGet(() -> network.initialParameters(settings.seed()))),
        packed(
            standard, start.map(WarmStart.Start::statistics).orElseGet(network::initialStatistics)),
        "",
        modelId);
  }

  /** One run from a checkpoint on. */
  private final class Run implements TrainingLoop.Work, AutoCloseable {
    private final Standard standard;
    private final NDArray packed;
    private final NDArray statistics;
    private final Optimizer optimizer;
    private final TrainingLog training;
    private final TrainingLog validation;
    private final TrainingBatch heldOut;
    private final BatchStream<TrainingBatch> stream;
    private final Path out;
    private final Listener listener;
    private final Averages averages = new Averages();
    private long step;

    Run(Checkpoint start, Path out, Listener listener) throws IOException {
      this.out = out;
      this.listener = listener;
      standard = standard(start.more());
      packed = manager.create(standard.packed());
      statistics = manager.create(start.more().get(STATISTICS));
      optimizer = new Optimizer(manager, start.optimizer(), network.decays(DECAY));
      step = start.step();
      averages.restore(start.pending());
      List<String> columns = new ArrayList<>(CoarseLosses.TERMS);
      columns.add("total");
      validation = new TrainingLog(folder.resolve("validation.csv"), columns, step);
      columns.addAll(List.of("gradient", "rate"));
      training = new TrainingLog(folder.resolve("losses.csv"), columns, step);
      heldOut = batches.validation(settings.validation());
      stream = new BatchStream<>(batches::batch, step + 1);
    }

    End train(long deadline, LongConsumer afterStep) throws IOException {
      End end =
          new TrainingLoop(
                  settings.steps(), settings.batch(), settings.validateEvery(), listener::say)
              .run(step, averages, training, deadline, afterStep, this);
      export();
      return end;
    }

    @Override
    public Map<String, Float> advance(long next) throws InterruptedException {
      TrainingBatch batch = stream.next();
      step = next;
      return advance(batch);
    }

    private Map<String, Float> advance(TrainingBatch batch) {
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        FaceBatch faces = FaceBatch.of(batch, layout, scope);
        NDArray theta = optimizer.parameters().duplicate();
        theta.attach(scope);
        theta.setRequiresGradient(true);
        NDArray raw = forward(faces, theta, true);
        CoarseLosses.Losses terms = compare(faces, raw, settings.weightsAt(step));
        collector.backward(terms.total());
        double rate = settings.rate(step);
        float norm = optimizer.step(theta.getGradient(), rate, step);
        Map<String, Float> figures = terms.values();
        figures.put("gradient", norm);
        figures.put("rate", (float) rate);
        return figures;
      }
    }

    private CoarseLosses.Losses compare(FaceBatch faces, NDArray raw, LossWeights weights) {
      FacePrediction p = FacePrediction.decode(raw, faces.cameras(), faces.size(), layout);
      return losses.of(faces, p, weights);
    }

    private NDArray forward(FaceBatch faces, NDArray theta, boolean training) {
      return network.forward(
          faces.images(), faces.landmarks(), faces.cameras(), theta, statistics, packed, training);
    }

    @Override
    public void validate(long step) throws IOException {
      Averages all = new Averages();
      float[] vectors;
      try (NDManager scope = manager.newSubManager()) {
        FaceBatch faces = FaceBatch.of(heldOut, layout, scope);
        NDArray raw = forward(faces, optimizer.average(), false);
        all.add(compare(faces, raw, settings.weights()).values());
        vectors = raw.toFloatArray();
      }
      Map<String, Double> figures = all.take();
      validation.add(step, figures);
      Files.write(
          folder.resolve("coarse-%06d.png".formatted(step)),
          ImageEncoder.png(sheet.draw(heldOut, vectors)));
      plot(training, "losses.png");
      plot(validation, "validation.png");
      listener.say("validation at step " + step + ": " + Averages.line(figures));
    }

    private void plot(TrainingLog log, String name) throws IOException {
      Map<String, SortedMap<Long, Double>> panels = new LinkedHashMap<>(log.read());
      Files.write(folder.resolve(name), ImageEncoder.png(LinePlot.draw(panels)));
    }

    private void export() throws IOException {
      Map<String, String> metadata = new TreeMap<>();
      metadata.put("face.model", modelId);
      metadata.put("steps", Long.toString(step));
      Safetensors weights =
          network.export(
              optimizer.average().toFloatArray(), statistics.toFloatArray(), standard, metadata);
      weights.write(out);
      Files.write(scriptBeside(out), NetworkExport.torchScript(weights));
    }

    @Override
    public void save(long step, String pending) throws IOException {
      Map<String, float[]> more = packed(standard, statistics.toFloatArray());
      new Checkpoint(step, optimizer.state(), more, pending, modelId).write(folder);
    }

    @Override
    public void close() throws IOException {
      stream.close();
      training.close();
      validation.close();
      optimizer.close();
      statistics.close();
      packed.close();
    }
  }

  /** The name of a network's file for PyTorch. */
  static Path scriptBeside(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.safetensors$", "");
    return file.resolveSibling(name + ".pt");
  }

  private static Map<String, float[]> packed(Standard standard, float[] statistics) {
    Map<String, float[]> out = new LinkedHashMap<>();
    out.put(STATISTICS, statistics);
    out.put("feature.mean", standard.featureMean());
    out.put("feature.deviation", standard.featureDeviation());
    out.put("output.mean", standard.outputMean());
    out.put("output.deviation", standard.outputDeviation());
    return out;
  }

  private static Standard standard(Map<String, float[]> packed) {
    return new Standard(
        packed.get("feature.mean"),
        packed.get("feature.deviation"),
        packed.get("output.mean"),
        packed.get("output.deviation"));
  }

  @Override
  public void close() {
    losses.close();
    network.close();
    manager.close();
  }
}
