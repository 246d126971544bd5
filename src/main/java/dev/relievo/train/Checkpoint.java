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
 * @param more what else the training holds, by name
 * @param pending losses since the last row of the log, {@link Averages#pending}
 * @param modelId face model that is trained for
 */
record Checkpoint(
    long step,
    Optimizer.State optimizer,
    Map<String, float[]> more,
    String pending,
    String modelId) {

  /** Its name in the run's folder. */
  static final String FILE = "checkpoint.safetensors";

  private static final String PARAMETERS = "parameters";
  private static final String FIRST = "adam.first";
  private static final String SECOND = "adam.second";
  private static final String AVERAGE = "average";

  /** Writes it beside the old one, then in its place: a stop in the midst leaves the old one. */
  void write(Path folder) throws IOException {
    Map<String, float[]> all = new LinkedHashMap<>();
    all.put(PARAMETERS, optimizer.parameters());
    all.put(FIRST, optimizer.first());
    all.put(SECOND, optimizer.second());
    all.put(AVERAGE, optimizer.average());
    all.putAll(more);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    all.forEach((name, values) -> tensors.put(name, Tensor.f32(values, values.length)));
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

  /** Reads the checkpoint of a folder; null where there is none. */
  static Checkpoint read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    Safetensors in = Safetensors.read(file);
    Map<String, float[]> all = new LinkedHashMap<>();
    in.tensors().forEach((name, tensor) -> all.put(name, tensor.toFloats()));
    return new Checkpoint(
        Long.parseLong(in.metadata().get("step")),
        new Optimizer.State(
            all.remove(PARAMETERS), all.remove(FIRST), all.remove(SECOND), all.remove(AVERAGE)),
        all,
        in.metadata().getOrDefault("pending", ""),
        in.metadata().get("model"));
  }
}
