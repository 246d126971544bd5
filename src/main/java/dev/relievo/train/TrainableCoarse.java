package dev.relievo.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.relievo.nn.LandmarkInput;
import dev.relievo.nn.NetworkGraph;
import dev.relievo.nn.TorchFunction;
import dev.relievo.tensor.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A {@link CoarseArchitecture} that can be trained. Beside its parameters go all running statistics
 * of the batch normalisations, in another vector. Convolutions of the trunk are normalised (Ioffe
 * and Szegedy, "Batch Normalization", 2015); {@link #export} folds that into their weights.
 *
 * <p>Not for use by several threads at once.
 */
final class TrainableCoarse extends TrainableNetwork {

  private final CoarseArchitecture architecture;
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

  TrainableCoarse(CoarseArchitecture architecture, Device device) {
    super(architecture);
    this.architecture = architecture;
    train = TorchFunction.of("coarse network, training", device, source(true));
    run = TorchFunction.of("coarse network", device, source(false));
  }

  /** Numbers in the statistics' vector: mean and variance of each normalised channel. */
  int statisticsCount() {
    return architecture.normalised().stream().mapToInt(name -> 2 * width(name)).sum();
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
    return text()
        .text("def forward(self, images: Tensor, points: Tensor, cameras: Tensor, theta: Tensor, ")
        .text("statistics: Tensor, standard: Tensor) -> Tensor:\n")
        .weights()
        .line("t = torch.split_with_sizes(statistics, %s, 0)", statisticSizes())
        .line("n = torch.split_with_sizes(standard, [%d, %d, %d, %d], 0)", f, f, k, k)
        .text(landmarks.source(architecture.graph().size()).indent(-2))
        .line("%s = torch.mul(torch.sub(features, n[0]), n[1])", NetworkGraph.LANDMARKS)
        .line("%s = torch.contiguous(images, memory_format=2)", NetworkGraph.INPUT)
        .layers(training)
        .line("raw = torch.add(torch.mul(%s, n[3]), n[2])", CoarseArchitecture.LAST)
        .text(landmarks.finish().indent(-2))
        .line("return answer")
        .toString();
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
    return export(
        theta,
        (layer, weight, bias) -> {
          if (architecture.normalised().contains(layer)) {
            fold(weight, bias, slice(theta, layer + ".gain"), statistics, statisticsOf(layer));
          } else if (layer.equals(CoarseArchitecture.FIRST_OF_LANDMARKS)) {
            standardiseInput(weight, bias, standard);
          } else if (layer.equals(CoarseArchitecture.LAST)) {
            standardiseOutput(weight, bias, standard);
          }
        },
        metadata);
  }

  /** Where a layer's means begin; its variances follow. */
  private int statisticsOf(String layer) {
    return architecture.normalised().stream()
        .takeWhile(name -> !name.equals(layer))
        .mapToInt(name -> 2 * width(name))
        .sum();
  }

  /** gain (W x - mean) / sqrt(variance + epsilon) + bias as a convolution. */
  private static void fold(float[] weight, float[] bias, float[] gain, float[] statistics, int at) {
    int each = weight.length / bias.length;
    for (int o = 0; o < bias.length; o++) {
      double variance = statistics[at + bias.length + o];
      double factor = gain[o] / Math.sqrt(variance + LayerText.EPSILON);
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
