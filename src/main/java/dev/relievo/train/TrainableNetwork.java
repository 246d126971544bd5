package dev.relievo.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.relievo.nn.LandmarkInput;
import dev.relievo.nn.Layer;
import dev.relievo.nn.NetworkGraph;
import dev.relievo.nn.TorchFunction;
import dev.relievo.tensor.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A {@link CoarseArchitecture} that can be trained: all parameters in one vector, all running
 * statistics of the batch normalisations in another, so that an optimiser step, a checkpoint and a
 * comparison are operations on vectors. Convolutions of the trunk are normalised (Ioffe and
 * Szegedy, "Batch Normalization", 2015); {@link #export} folds that into their weights.
 *
 * <p>Not for use by several threads at once.
 */
final class TrainableNetwork implements AutoCloseable {

  /** Added to a variance before its root. */
  static final double EPSILON = 1e-5;

  private static final double MOMENTUM = 0.02;

  private final CoarseArchitecture architecture;
  private final Map<String, int[]> parameters = new LinkedHashMap<>();
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final TorchFunction train;
  private final TorchFunction run;

  /**
   * What landmark features and coefficients are like in the training data; the network works on
   * standardised ones.
   *
   * @param featureMean F
   * @param featureDeviation F, positive
   * @param outputMean K
   * @param outputDeviation K, positive
   */
  record Standard(
      float[] featureMean, float[] featureDeviation, float[] outputMean, float[] outputDeviation) {

    /** One after the other, deviations of features as their reciprocals. */
    float[] packed() {
      int f = featureMean.length, k = outputMean.length;
      float[] out = new float[2 * (f + k)];
      System.arraycopy(featureMean, 0, out, 0, f);
      for (int i = 0; i < f; i++) {
        out[f + i] = 1 / featureDeviation[i];
      }
      System.arraycopy(outputMean, 0, out, 2 * f, k);
      System.arraycopy(outputDeviation, 0, out, 2 * f + k, k);
      return out;
    }
  }

  TrainableNetwork(CoarseArchitecture architecture, Device device) {
    this.architecture = architecture;
    architecture
        .weights()
        .forEach(
            (name, shape) -> {
              parameters.put(name, shape);
              String layer = name.substring(0, name.lastIndexOf('.'));
              if (name.endsWith(".bias") && architecture.normalised().contains(layer)) {
                parameters.put(layer + ".gain", shape);
              }
            });
    int at = 0;
    for (Map.Entry<String, int[]> entry : parameters.entrySet()) {
      offsets.put(entry.getKey(), at);
      at += count(entry.getValue());
    }
    train = TorchFunction.of("coarse network, training", device, source(true));
    run = TorchFunction.of("coarse network", device, source(false));
  }

  private static int count(int[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Numbers in the parameters' vector. */
  int parameterCount() {
    return parameters.values().stream().mapToInt(TrainableNetwork::count).sum();
  }

  /** Numbers in the statistics' vector: mean and variance of each normalised channel. */
  int statisticsCount() {
    return architecture.normalised().stream().mapToInt(name -> 2 * width(name)).sum();
  }

  /** 1 where a parameter is a weight and decays, 0 where it is a bias or a gain. */
  float[] decaying() {
    float[] out = new float[parameterCount()];
    parameters.forEach(
        (name, shape) -> {
          if (name.endsWith(".weight")) {
            int from = offsets.get(name);
            Arrays.fill(out, from, from + count(shape), 1);
          }
        });
    return out;
  }

  /**
   * Parameters to start from: weights as of He et al., "Delving Deep into Rectifiers" (2015), gains
   * 1 but 0 where a residual ends, so that every residual starts as the identity (Goyal et al.,
   * 2017); the last layer starts near zero, at the mean face.
   */
  float[] initialParameters(long seed) {
    Random random = new Random(seed);
    float[] out = new float[parameterCount()];
    parameters.forEach(
        (name, shape) -> {
          int from = offsets.get(name);
          int to = from + count(shape);
          if (name.endsWith(".weight")) {
            double deviation = Math.sqrt(2.0 / (shape[1] * shape[2] * shape[3]));
            if (name.startsWith(CoarseArchitecture.LAST)) {
              deviation *= 0.05;
            }
            for (int i = from; i < to; i++) {
              out[i] = (float) (deviation * random.nextGaussian());
            }
          } else if (name.endsWith(".gain")) {
            Arrays.fill(out, from, to, endsResidual(name) ? 0.2f : 1);
          }
        });
    return out;
  }

  /**
   * Parameters by name in one vector.
   *
   * @throws IllegalArgumentException where one is missing or of another length
   */
  float[] joined(Map<String, float[]> byName) {
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

  private boolean endsResidual(String gain) {
    String layer = gain.substring(0, gain.lastIndexOf('.'));
    return architecture.graph().layers().stream()
        .anyMatch(l -> l instanceof Layer.Add add && add.to().equals(layer));
  }

  /** Statistics to start from: mean 0, variance 1. */
  float[] initialStatistics() {
    float[] out = new float[statisticsCount()];
    int at = 0;
    for (String name : architecture.normalised()) {
      Arrays.fill(out, at + width(name), at + 2 * width(name), 1);
      at += 2 * width(name);
    }
    return out;
  }

  private int width(String name) {
    return architecture.weights().get(name + ".bias")[0];
  }

  /**
   * Coefficients of a batch.
   *
   * @param images N x 3 x S x S, sRGB in 0 to 1
   * @param points N x 468 x 3, pixels of the picture
   * @param cameras N x 3: focal length and principal point, pixels of the picture
   * @param theta the parameters
   * @param statistics changed when training
   * @param standard {@link Standard#packed()}
   * @param training whether normalisation is by the batch itself
   * @return N x K, in the images' manager
   */
  NDArray forward(
      NDArray images,
      NDArray points,
      NDArray cameras,
      NDArray theta,
      NDArray statistics,
      NDArray standard,
      boolean training) {
    return (training ? train : run)
        .applyToOne(images, points, cameras, theta, statistics, standard);
  }

  private String source(boolean training) {
    LandmarkInput landmarks = architecture.graph().landmarks();
    int f = landmarks.features();
    int k = architecture.graph().outputs().get(0).width();
    StringBuilder s = new StringBuilder();
    s.append("def forward(self, images: Tensor, points: Tensor, cameras: Tensor, theta: Tensor, ");
    s.append("statistics: Tensor, standard: Tensor) -> Tensor:\n");
    line(s, "w = torch.split_with_sizes(theta, %s, 0)", sizes(parameters.values()));
    line(s, "t = torch.split_with_sizes(statistics, %s, 0)", statisticSizes());
    line(s, "n = torch.split_with_sizes(standard, [%d, %d, %d, %d], 0)", f, f, k, k);
    s.append(landmarks.source(architecture.graph().size()).indent(-2));
    line(s, "%s = torch.mul(torch.sub(features, n[0]), n[1])", NetworkGraph.LANDMARKS);
    line(s, "%s = torch.contiguous(images, memory_format=2)", NetworkGraph.INPUT);
    List<String> names = new ArrayList<>(parameters.keySet());
    List<String> normalised = new ArrayList<>(architecture.normalised());
    for (Layer layer : architecture.graph().layers()) {
      if (layer instanceof Layer.Conv conv) {
        int slot = normalised.indexOf(conv.name());
        String weight = parameter(names, conv.name() + ".weight");
        String bias = parameter(names, conv.name() + ".bias");
        if (slot < 0) {
          line(
              s,
              "%s = torch.linear(%s, torch.flatten(%s, 1, -1), %s)",
              conv.name(),
              conv.from(),
              weight,
              bias);
        } else {
          line(
              s,
              "%s = torch.conv2d(%s, %s, None, [%d, %d], [%d, %d], [1, 1], %d)",
              conv.name(),
              conv.from(),
              weight,
              conv.stride(),
              conv.stride(),
              conv.padding()[0],
              conv.padding()[0],
              conv.groups());
          line(
              s,
              "%s = torch.batch_norm(%s, %s, %s, t[%d], t[%d], %s, %s, %s, False)",
              conv.name(),
              conv.name(),
              parameter(names, conv.name() + ".gain"),
              bias,
              2 * slot,
              2 * slot + 1,
              training ? "True" : "False",
              MOMENTUM,
              EPSILON);
        }
        if (conv.relu()) {
          line(s, "%s = torch.relu(%s)", conv.name(), conv.name());
        }
      } else if (layer instanceof Layer.Add add) {
        line(s, "%s = torch.add(%s, %s)", add.name(), add.from(), add.to());
      } else if (layer instanceof Layer.Concat concat) {
        List<String> flat =
            concat.from().stream().map("torch.flatten(%s, 1, -1)"::formatted).toList();
        line(s, "%s = torch.cat([%s], 1)", concat.name(), String.join(", ", flat));
      } else {
        throw new IllegalArgumentException("layer " + layer.name() + " cannot be trained");
      }
    }
    line(s, "raw = torch.add(torch.mul(%s, n[3]), n[2])", CoarseArchitecture.LAST);
    s.append(landmarks.finish().indent(-2));
    line(s, "return answer");
    return s.toString();
  }

  private String parameter(List<String> names, String name) {
    String shape = Arrays.toString(parameters.get(name));
    return "torch.reshape(w[%d], %s)".formatted(names.indexOf(name), shape);
  }

  private static void line(StringBuilder out, String format, Object... arguments) {
    out.append("  ").append(format.formatted(arguments)).append('\n');
  }

  private static String sizes(Iterable<int[]> shapes) {
    List<Integer> out = new ArrayList<>();
    shapes.forEach(shape -> out.add(count(shape)));
    return out.toString();
  }

  private String statisticSizes() {
    List<Integer> out = new ArrayList<>();
    for (String name : architecture.normalised()) {
      out.add(width(name));
      out.add(width(name));
    }
    return out.toString();
  }

  /**
   * The network as it runs: normalisation folded into the convolutions, standardisation into the
   * dense layers.
   *
   * @param theta parameters
   * @param statistics running means and variances
   * @param metadata of the file, beside the graph
   * @return f16 weights with the {@link NetworkGraph} in the header
   */
  Safetensors export(
      float[] theta, float[] statistics, Standard standard, Map<String, String> metadata) {
    Map<String, Safetensors.Tensor> out = new LinkedHashMap<>();
    int at = 0;
    for (Layer layer : architecture.graph().layers()) {
      if (layer instanceof Layer.Conv conv) {
        float[] weight = slice(theta, conv.name() + ".weight");
        float[] bias = slice(theta, conv.name() + ".bias");
        if (architecture.normalised().contains(conv.name())) {
          fold(weight, bias, slice(theta, conv.name() + ".gain"), statistics, at);
          at += 2 * bias.length;
        } else if (conv.name().equals(CoarseArchitecture.FIRST_OF_LANDMARKS)) {
          standardiseInput(weight, bias, standard);
        } else if (conv.name().equals(CoarseArchitecture.LAST)) {
          standardiseOutput(weight, bias, standard);
        }
        int[] shape = parameters.get(conv.name() + ".weight");
        out.put(conv.name() + ".weight", Safetensors.Tensor.f16(weight, shape));
        out.put(conv.name() + ".bias", Safetensors.Tensor.f32(bias, bias.length));
      }
    }
    Map<String, String> header = new LinkedHashMap<>(metadata);
    header.put(NetworkGraph.METADATA_KEY, architecture.graph().toJson());
    return Safetensors.of(out, header);
  }

  private float[] slice(float[] theta, String name) {
    int from = offsets.get(name);
    return Arrays.copyOfRange(theta, from, from + count(parameters.get(name)));
  }

  /** gain (W x - mean) / sqrt(variance + epsilon) + bias as a convolution. */
  private static void fold(float[] weight, float[] bias, float[] gain, float[] statistics, int at) {
    int each = weight.length / bias.length;
    for (int o = 0; o < bias.length; o++) {
      double variance = statistics[at + bias.length + o];
      double factor = gain[o] / Math.sqrt(variance + EPSILON);
      for (int i = o * each; i < (o + 1) * each; i++) {
        weight[i] *= (float) factor;
      }
      bias[o] -= (float) (factor * statistics[at + o]);
    }
  }

  private static void standardiseInput(float[] weight, float[] bias, Standard standard) {
    int each = weight.length / bias.length;
    for (int o = 0; o < bias.length; o++) {
      double sum = bias[o];
      for (int i = 0, w = o * each; i < each; i++, w++) {
        weight[w] /= standard.featureDeviation()[i];
        sum -= weight[w] * (double) standard.featureMean()[i];
      }
      bias[o] = (float) sum;
    }
  }

  private static void standardiseOutput(float[] weight, float[] bias, Standard standard) {
    int each = weight.length / bias.length;
    for (int o = 0; o < bias.length; o++) {
      for (int i = o * each; i < (o + 1) * each; i++) {
        weight[i] *= standard.outputDeviation()[o];
      }
      bias[o] = bias[o] * standard.outputDeviation()[o] + standard.outputMean()[o];
    }
  }

  @Override
  public void close() {
    train.close();
    run.close();
  }
}
