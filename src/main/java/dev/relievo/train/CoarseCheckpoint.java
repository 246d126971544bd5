package dev.relievo.train;

import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a training needs to go on as if it had not been stopped. Batches need nothing: they
 * follow from the seed and the step.
 *
 * @param step steps that have been taken
 * @param optimizer its vectors
 * @param statistics of the batch normalisations
 * @param standard of features and coefficients
 * @param pending losses since the last row of the log, {@link Averages#pending}
 * @param modelId face model whose coefficients are learned
 */
record CoarseCheckpoint(
    long step,
    Optimizer.State optimizer,
    float[] statistics,
    TrainableCoarse.Standard standard,
    String pending,
    String modelId) {

  /** Its name in the run's folder. */
  static final String FILE = "checkpoint.safetensors";

  /** Writes it beside the old one, then in its place: a stop in the midst leaves the old one. */
  void write(Path folder) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    put(tensors, "parameters", optimizer.parameters());
    put(tensors, "adam.first", optimizer.first());
    put(tensors, "adam.second", optimizer.second());
    put(tensors, "average", optimizer.average());
    put(tensors, "statistics", statistics);
    put(tensors, "feature.mean", standard.featureMean());
    put(tensors, "feature.deviation", standard.featureDeviation());
    put(tensors, "output.mean", standard.outputMean());
    put(tensors, "output.deviation", standard.outputDeviation());
    Map<String, String> metadata =
        Map.of("step", Long.toString(step), "pending", pending, "model", modelId);
    Path next = folder.resolve(FILE + ".next");
    Safetensors.of(tensors, metadata).write(next);
    Files.move(
        next,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static void put(Map<String, Tensor> tensors, String name, float[] values) {
    tensors.put(name, Tensor.f32(values, values.length));
  }

  /** Reads the checkpoint of a folder; null where there is none. */
  static CoarseCheckpoint read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    Safetensors in = Safetensors.read(file);
    return new CoarseCheckpoint(
        Long.parseLong(in.metadata().get("step")),
        new Optimizer.State(
            floats(in, "parameters"),
            floats(in, "adam.first"),
            floats(in, "adam.second"),
            floats(in, "average")),
        floats(in, "statistics"),
        new TrainableCoarse.Standard(
            floats(in, "feature.mean"),
            floats(in, "feature.deviation"),
            floats(in, "output.mean"),
            floats(in, "output.deviation")),
        in.metadata().getOrDefault("pending", ""),
        in.metadata().get("model"));
  }

  private static float[] floats(Safetensors in, String name) {
    return in.get(name).toFloats();
  }
}
