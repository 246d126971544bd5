package dev.relievo.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.LinePlot;
import dev.relievo.nn.DetailNetwork;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.nn.NetworkExport;
import dev.relievo.nn.NetworkGraph;
import dev.relievo.stage.displace.DetailInput;
import dev.relievo.stage.displace.Evidence;
import dev.relievo.stage.displace.Gate;
import dev.relievo.stage.displace.ReliefFade;
import dev.relievo.stage.displace.ReliefTrust;
import dev.relievo.tensor.Safetensors;
import dev.relievo.train.data.BatchStream;
import dev.relievo.train.detail.DetailArrays;
import dev.relievo.train.detail.DetailBatch;
import dev.relievo.train.detail.DetailLosses;
import dev.relievo.train.detail.DetailSource;
import dev.relievo.train.detail.UvFace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Trains the detail network; the same habits as {@link CoarseTraining}, and the same files in its
 * folder: checkpoint, losses, validation figures, sheets of faces.
 */
public final class DetailTraining implements AutoCloseable {

  /**
   * Of weights, in parts of the learning rate a step. The network has no normalisation; where its
   * gradient is small, Adam's steps are noise, and without this weights wander off until the levels
   * behind them come apart: those of the first shipped network had reached 200,000.
   */
  private static final float DECAY = 0.2f;

  private final DetailSettings settings;
  private final DetailSource batches;
  private final Path folder;
  private final NDManager manager;
  private final TrainableDetail network;
  private final DetailLosses losses;
  private final DetailBatch.Constants constants;
  private final NDArray weights;
  private final ReliefFade fade;
  private final Evidence evidence;
  private final Optional<float[]> from;
  private final String modelId;
  private Map<String, Double> latest = Map.of();

  /**
   * Prepares a training; the folder is made where it is not there.
   *
   * @param from network to start from; random weights where there is none
   * @throws IllegalArgumentException where that is another kind of network
   */
  public DetailTraining(
      MorphableModel model,
      DetailSource batches,
      Optional<Safetensors> from,
      DetailSettings settings,
      Path folder,
      NetworkDevice where)
      throws IOException {
    this.settings = settings;
    this.batches = batches;
    this.folder = Files.createDirectories(folder);
    Device device = where.engineDevice();
    modelId = model.id();
    manager = NDManager.newBaseManager(device, "PyTorch");
    network = new TrainableDetail(settings.architecture(), device, settings.bfloat16());
    this.from = from.map(this::parameters);
    losses = new DetailLosses(device);
    constants = DetailBatch.Constants.of(model, settings.size(), settings.weights(), manager);
    weights = manager.create(losses(settings));
    fade = new ReliefFade(model, settings.size());
    evidence = new Evidence(fade);
  }

  private float[] parameters(Safetensors file) {
    try {
      String graph = file.metadata().get(NetworkGraph.METADATA_KEY);
      int channels = graph == null ? 0 : NetworkGraph.ofJson(graph).channels();
      if (channels != settings.architecture().graph().channels()) {
        throw new IllegalArgumentException("it sees " + channels + " maps");
      }
      return network.grownParameters(file.tensors(), settings.seed());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the network to start from is built in another way than the one to be trained: "
              + e.getMessage(),
          e);
    }
  }

  /** Weights in the order of the terms. */
  private static float[] losses(DetailSettings settings) {
    float[] out = new float[DetailLosses.TERMS.size()];
    int i = 0;
    for (float weight : settings.weights().byName().values()) {
      if (i < out.length) {
        out[i++] = weight;
      }
    }
    return out;
  }

  /** Where the checkpoint says that the training stands; 0 at its start. */
  public long step() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(folder);
    return checkpoint == null ? 0 : checkpoint.step();
  }

  /** The figures of the last look at validation faces; empty before the first. */
  Map<String, Double> latest() {
    return latest;
  }

  /** Parameters of the network. */
  public int parameterCount() {
    return network.parameterCount();
  }

  /**
   * Trains until all steps are taken, the time is over, or the thread is interrupted; then writes
   * the checkpoint and the network.
   *
   * @param out file of the network
   * @param most time to train for
   * @param afterStep called with the number of each step that was taken
   * @param say told how it goes, in lines for a person
   */
  public CoarseTraining.End run(
      Path out, Duration most, LongConsumer afterStep, Consumer<String> say) throws IOException {
    Checkpoint start = Checkpoint.read(folder);
    if (start == null) {
      float[] parameters = from.orElseGet(() -> network.initialParameters(settings.seed()));
      start = new Checkpoint(0, Optimizer.State.of(parameters), Map.of(), "", modelId);
    } else if (!start.modelId().equals(modelId)) {
      throw new IOException(
          folder + " holds a training for face model " + start.modelId() + ", not " + modelId);
    }
    try (Run run = new Run(start, say)) {
      return run.train(out, System.nanoTime() + most.toNanos(), afterStep);
    }
  }

  private final class Run implements TrainingLoop.Work, AutoCloseable {
    private final Optimizer optimizer;
    private final TrainingLog training;
    private final TrainingLog validation;
    private final Iterable<DetailArrays> photographs;
    private final Iterable<DetailArrays> renderings;
    private final BatchStream<DetailArrays> stream;
    private final Consumer<String> say;
    private final Averages averages = new Averages();
    private long step;

    Run(Checkpoint start, Consumer<String> say) throws IOException {
      this.say = say;
      optimizer = new Optimizer(manager, start.optimizer(), network.decays(DECAY));
      step = start.step();
      averages.restore(start.pending());
      validation = new TrainingLog(folder.resolve("validation.csv"), DetailFigures.NAMES, step);
      List<String> columns = new ArrayList<>(DetailLosses.TERMS);
      columns.addAll(List.of("total", "gradient", "rate"));
      training = new TrainingLog(folder.resolve("losses.csv"), columns, step);
      photographs = batches.batches(batches.validationPhotographs(settings.validation()));
      renderings = batches.batches(batches.validationRenderings(settings.validation()));
      stream = new BatchStream<>(batches::batch, step + 1);
    }

    CoarseTraining.End train(Path out, long deadline, LongConsumer afterStep) throws IOException {
      CoarseTraining.End end =
          new TrainingLoop(settings.steps(), settings.batch(), settings.validateEvery(), say)
              .run(step, averages, training, deadline, afterStep, this);
      export(out);
      return end;
    }

    @Override
    public Map<String, Float> advance(long next) throws InterruptedException {
      DetailArrays arrays = stream.next();
      step = next;
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        DetailBatch batch = DetailBatch.of(arrays, scope);
        NDArray theta = optimizer.parameters().duplicate();
        theta.attach(scope);
        theta.setRequiresGradient(true);
        NDArray terms = losses.of(maps(batch, theta), batch, constants);
        NDArray total = terms.mul(weights).sum();
        collector.backward(total);
        double rate = settings.rate(step);
        float norm = optimizer.step(theta.getGradient(), rate, step);
        Map<String, Float> figures = DetailLosses.byName(terms.toFloatArray());
        figures.put("total", total.getFloat());
        figures.put("gradient", norm);
        figures.put("rate", (float) rate);
        return figures;
      }
    }

    /** Displacement and expected error; the published network says nothing of it. */
    private NDArray maps(DetailBatch batch, NDArray theta) {
      NDArray maps = network.forward(batch.network(), theta);
      return maps.getShape().get(1) > 1 ? maps : sure(maps);
    }

    /** The displacement alone, as if no error were expected. */
    private NDArray sure(NDArray maps) {
      NDArray displacement = maps.get(":, 0:1");
      return displacement.concat(displacement.zerosLike().add(ReliefTrust.LEAST_ERROR), 1);
    }

    @Override
    public void validate(long step) throws IOException {
      DetailFigures figures = new DetailFigures();
      DetailSheet sheet = new DetailSheet(settings.size());
      for (Iterable<DetailArrays> some : List.of(photographs, renderings)) {
        for (DetailArrays arrays : some) {
          try (NDManager scope = manager.newSubManager()) {
            DetailBatch batch = DetailBatch.of(arrays, scope);
            NDArray maps = maps(batch, optimizer.average());
            // Few steps make no network sure of anything, and its progress is to be seen.
            figures.add(arrays, losses.judge(sure(maps), batch, constants));
            sheet.add(arrays, maps.get(":, 0").toFloatArray());
          }
        }
      }
      latest = figures.means();
      validation.add(step, latest);
      Files.write(
          folder.resolve("detail-%06d.png".formatted(step)), ImageEncoder.png(sheet.draw()));
      plot(training, "losses.png");
      plot(validation, "validation.png");
      say.accept("validation at step " + step + ": " + Averages.line(latest));
    }

    private void plot(TrainingLog log, String name) throws IOException {
      Map<String, SortedMap<Long, Double>> panels = new LinkedHashMap<>(log.read());
      Files.write(folder.resolve(name), ImageEncoder.png(LinePlot.draw(panels)));
    }

    private void export(Path out) throws IOException {
      Map<String, String> metadata = new TreeMap<>();
      metadata.put(DetailNetwork.FACE_MODEL_KEY, modelId);
      metadata.put("steps", Long.toString(step));
      metadata.put(Gate.METADATA_KEY, gate().toText());
      Safetensors file = network.export(optimizer.average().toFloatArray(), metadata);
      file.write(out);
      Files.write(CoarseTraining.scriptBeside(out), NetworkExport.torchScript(file));
    }

    /** Learned on all renderings that were not trained on, by the parameters that are kept. */
    private Gate gate() throws IOException {
      List<UvFace> faces = batches.validationRenderings(settings.renderings());
      List<double[]> all = new ArrayList<>();
      List<Gate.Effect> effects = new ArrayList<>();
      List<String> errors = new ArrayList<>();
      int seen = 0;
      for (DetailArrays arrays : batches.batches(faces)) {
        try (NDManager scope = manager.newSubManager()) {
          DetailBatch batch = DetailBatch.of(arrays, scope);
          NDArray maps = maps(batch, optimizer.average());
          float[] judged = losses.judge(maps, batch, constants);
          float[] values = maps.toFloatArray();
          int plane = settings.size() * settings.size();
          for (int i = 0; i < arrays.count(); i++) {
            int at = i * DetailInput.CHANNELS * plane;
            all.add(
                evidence.of(
                    arrays.plain(),
                    at,
                    fade.relief(
                        values, 2 * i * plane, arrays.plain(), at + DetailInput.VISIBILITY * plane),
                    values,
                    (2 * i + 1) * plane,
                    faces.get(seen++).density()));
            effects.add(DetailFigures.effect(judged, i));
            errors.add(DetailFigures.errors(judged, i));
          }
        }
      }
      say.accept(
          "gate learned on %d renderings, with relief %d of them better, %d worse"
              .formatted(
                  all.size(),
                  Collections.frequency(effects, Gate.Effect.BETTER),
                  Collections.frequency(effects, Gate.Effect.WORSE)));
      Gate gate = Gate.learn(all, effects);
      report(gate, all, effects, errors);
      return gate;
    }

    private void report(
        Gate gate, List<double[]> evidence, List<Gate.Effect> effects, List<String> errors)
        throws IOException {
      List<String> lines = new ArrayList<>();
      lines.add("effect,probability,followed," + DetailFigures.ERRORS + ",evidence");
      for (int i = 0; i < effects.size(); i++) {
        double[] e = evidence.get(i);
        String numbers =
            Arrays.stream(e).mapToObj(Double::toString).collect(Collectors.joining(" "));
        lines.add(
            "%s,%.3f,%.3f,%s,%s"
                .formatted(
                    effects.get(i), gate.probability(e), gate.of(e), errors.get(i), numbers));
      }
      Files.write(folder.resolve("gate.csv"), lines);
    }

    @Override
    public void save(long step, String pending) throws IOException {
      new Checkpoint(step, optimizer.state(), Map.of(), pending, modelId).write(folder);
    }

    @Override
    public void close() throws IOException {
      stream.close();
      training.close();
      validation.close();
      optimizer.close();
    }
  }

  @Override
  public void close() {
    losses.close();
    network.close();
    manager.close();
  }
}
