package dev.relievo.train;

import dev.relievo.nn.Layer;
import dev.relievo.nn.NetworkGraph;
import dev.relievo.tensor.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An {@link Architecture} that can be trained: all parameters in one vector, so that an optimiser
 * step, a checkpoint and a comparison are operations on vectors.
 *
 * <p>Not for use by several threads at once.
 */
abstract sealed class TrainableNetwork implements AutoCloseable
    permits TrainableCoarse, TrainableDetail {

  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";
  private static final String GAIN = ".gain";

  /** Scale of what comes up from a level that a grown network did not have. */
  private static final float NEW = 0.1f;

  private final Architecture architecture;
  private final Map<String, int[]> parameters = new LinkedHashMap<>();
  private final Map<String, Integer> offsets = new LinkedHashMap<>();

  TrainableNetwork(Architecture architecture) {
    this.architecture = architecture;
    architecture
        .weights()
        .forEach(
            (name, shape) -> {
              parameters.put(name, shape);
              if (name.endsWith(BIAS) && architecture.normalised().contains(layer(name))) {
                parameters.put(layer(name) + GAIN, shape);
              }
            });
    int at = 0;
    for (Map.Entry<String, int[]> entry : parameters.entrySet()) {
      offsets.put(entry.getKey(), at);
      at += count(entry.getValue());
    }
  }

  private static String layer(String parameter) {
    return parameter.substring(0, parameter.lastIndexOf('.'));
  }

  private static int count(int[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Numbers in the parameters' vector. */
  final int parameterCount() {
    return parameters.values().stream().mapToInt(TrainableNetwork::count).sum();
  }

  /**
   * How each parameter decays, in parts of the learning rate a step: weights do, biases and gains
   * do not.
   */
  final float[] decays(float weights) {
    float[] out = new float[parameterCount()];
    parameters.forEach(
        (name, shape) -> {
          if (name.endsWith(WEIGHT)) {
            int from = offsets.get(name);
            Arrays.fill(out, from, from + count(shape), weights);
          }
        });
    return out;
  }

  /**
   * Parameters to start from: weights as of He et al., "Delving Deep into Rectifiers" (2015), times
   * the architecture's share; gains 1 but 0.2 where a residual ends, so that every residual starts
   * near the identity (Goyal et al., 2017). The four channels that a shuffle makes one of start
   * alike, else it would start as a checkerboard (Aitken et al., "Checkerboard Artifact Free
   * Sub-Pixel Convolution", 2017).
   */
  final float[] initialParameters(long seed) {
    Random random = new Random(seed);
    float[] out = new float[parameterCount()];
    parameters.forEach(
        (name, shape) -> {
          int from = offsets.get(name);
          int to = from + count(shape);
          if (name.endsWith(WEIGHT)) {
            double deviation = Math.sqrt(2.0 / inputs(layer(name), shape));
            deviation *= architecture.start(layer(name));
            for (int i = from; i < to; i++) {
              out[i] = (float) (deviation * random.nextGaussian());
            }
            if (feedsShuffle(layer(name))) {
              repeat(out, from, to, count(shape) / shape[0]);
            }
          } else if (name.endsWith(GAIN)) {
            Arrays.fill(out, from, to, endsResidual(layer(name)) ? 0.2f : 1);
          }
        });
    return out;
  }

  /**
   * Parameters by name in one vector.
   *
   * @throws IllegalArgumentException where one is missing or of another length
   */
  final float[] joined(Map<String, float[]> byName) {
    float[] out = new float[parameterCount()];
    parameters.forEach(
        (name, shape) -> {
          float[] values = byName.get(name);
          if (values == null || values.length != count(shape)) {
            throw new IllegalArgumentException("the network to start from lacks " + name);
          }
          System.arraycopy(values, 0, out, offsets.get(name), values.length);
        });
    return out;
  }

  /**
   * Parameters of this network that answer nearly as a smaller one of the same kind does: its
   * weights lie in the first channels of each layer; from the channels and the residuals that are
   * new, nothing is read yet, and from levels that are new, little (Chen et al., "Net2Net:
   * Accelerating Learning via Knowledge Transfer", 2016, with zeros in place of copies). What feeds
   * them is drawn as in {@link #initialParameters}, as large as the layer's own weights have
   * become, so that they are learned from the first step on.
   *
   * @param smaller weights and biases by name
   * @param seed of what is new
   * @throws IllegalArgumentException where it is no smaller one of the same kind
   */
  final float[] grownParameters(Map<String, Safetensors.Tensor> smaller, long seed) {
    float[] out = initialParameters(seed);
    smaller.forEach((name, tensor) -> embed(name, tensor, out));
    for (Layer layer : architecture.graph().layers()) {
      String weight = layer.name() + WEIGHT;
      if (parameters.containsKey(weight) && !smaller.containsKey(weight)) {
        float scale = endsResidual(layer.name()) ? 0 : feedsShuffle(layer.name()) ? NEW : 1;
        int from = offsets.get(weight);
        for (int i = from; i < from + count(parameters.get(weight)); i++) {
          out[i] *= scale;
        }
      }
    }
    return out;
  }

  private void embed(String name, Safetensors.Tensor tensor, float[] out) {
    int[] small = tensor.shape(), large = parameters.get(name);
    boolean fits = large != null && large.length == small.length;
    boolean grows = !isTransposed(layer(name));
    for (int k = 0; fits && k < small.length; k++) {
      fits = k < 2 && grows ? small[k] <= large[k] : small[k] == large[k];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "the network to grow has " + name + " of " + Arrays.toString(small) + ", no part of one");
    }
    float[] values = tensor.toFloats();
    int at = offsets.get(name), kernel = large.length < 2 ? 1 : count(large) / large[0] / large[1];
    int wide = large.length < 2 ? 1 : large[1], narrow = large.length < 2 ? 1 : small[1];
    for (int o = 0; o < small[0]; o++) {
      int to = at + o * wide * kernel;
      System.arraycopy(values, o * narrow * kernel, out, to, narrow * kernel);
      Arrays.fill(out, to + narrow * kernel, to + wide * kernel, 0);
    }
    if (large.length > 1 && small[0] < large[0]) {
      int from = at + small[0] * wide * kernel, to = at + count(large);
      float scale = (float) (deviation(values, 0, values.length) / deviation(out, from, to));
      for (int i = from; i < to; i++) {
        out[i] *= scale;
      }
    }
  }

  private static double deviation(float[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i] * values[i];
    }
    return Math.sqrt(sum / Math.max(1, to - from));
  }

  private boolean isTransposed(String layer) {
    return architecture.graph().layers().stream()
        .anyMatch(l -> l instanceof Layer.TransposedConv && l.name().equals(layer));
  }

  /** Values that one output of a layer is made of. */
  private double inputs(String layer, int[] shape) {
    int kernel = shape[2] * shape[3];
    return isTransposed(layer) ? shape[0] * kernel / 4.0 : shape[1] * kernel;
  }

  private boolean feedsShuffle(String layer) {
    return architecture.graph().layers().stream()
        .anyMatch(l -> l instanceof Layer.PixelShuffle shuffle && shuffle.from().equals(layer));
  }

  /** Makes the second to fourth row of every four equal to the first. */
  private static void repeat(float[] values, int from, int to, int row) {
    for (int i = from; i < to; i += 4 * row) {
      for (int k = 1; k < 4; k++) {
        System.arraycopy(values, i, values, i + k * row, row);
      }
    }
  }

  private boolean endsResidual(String layer) {
    return architecture.graph().layers().stream()
        .anyMatch(l -> l instanceof Layer.Add add && add.to().equals(layer));
  }

  /** Channels of a layer's output. */
  final int width(String layer) {
    return parameters.get(layer + BIAS)[0];
  }

  /** TorchScript of the layers, over {@code theta} (the parameters) and, in it, {@code input}. */
  final LayerText text() {
    List<Integer> sizes = new ArrayList<>();
    parameters.values().forEach(shape -> sizes.add(count(shape)));
    return new LayerText(architecture, parameters, sizes);
  }

  /** A copy of one parameter. */
  final float[] slice(float[] theta, String name) {
    int from = offsets.get(name);
    return Arrays.copyOfRange(theta, from, from + count(parameters.get(name)));
  }

  /** A layer's weight and bias on their way to a file, changed in place. */
  @FunctionalInterface
  interface Folding {
    void fold(String layer, float[] weight, float[] bias);
  }

  /**
   * The network as it runs.
   *
   * @param theta parameters
   * @param folding told of every layer that has weights, in order
   * @param metadata of the file, beside the graph
   * @return f16 weights with the {@link NetworkGraph} in the header
   */
  final Safetensors export(float[] theta, Folding folding, Map<String, String> metadata) {
    Map<String, Safetensors.Tensor> out = new LinkedHashMap<>();
    for (Layer layer : architecture.graph().layers()) {
      int[] shape = parameters.get(layer.name() + WEIGHT);
      if (shape != null) {
        float[] weight = slice(theta, layer.name() + WEIGHT);
        float[] bias = slice(theta, layer.name() + BIAS);
        folding.fold(layer.name(), weight, bias);
        out.put(layer.name() + WEIGHT, Safetensors.Tensor.f16(weight, shape));
        out.put(layer.name() + BIAS, Safetensors.Tensor.f32(bias, bias.length));
      }
    }
    Map<String, String> header = new LinkedHashMap<>(metadata);
    header.put(NetworkGraph.METADATA_KEY, architecture.graph().toJson());
    return Safetensors.of(out, header);
  }

  @Override
  public abstract void close();
}
