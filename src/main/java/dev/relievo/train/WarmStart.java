package dev.relievo.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.relievo.face.FaceVector;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.nn.Layer;
import dev.relievo.nn.NetworkGraph;
import dev.relievo.nn.TorchFunction;
import dev.relievo.tensor.Safetensors;
import dev.relievo.train.TrainableCoarse.Standard;
import dev.relievo.train.data.TrainingBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The start of a training from a network that has been trained before. Its file holds no batch
 * normalisations, they are folded into the weights; they are found again from what each convolution
 * gives on training data: with mean m and variance v of {@code W x}, gain {@code sqrt(v + epsilon)}
 * and bias {@code b + m} say the same as the folded {@code W x + b}.
 */
final class WarmStart {

  private final CoarseArchitecture architecture;
  private final Safetensors weights;

  /**
   * A start from a network's file.
   *
   * @param modelId face model whose coefficients are learned
   * @throws IllegalArgumentException where it is no network of this architecture and face model
   */
  WarmStart(CoarseArchitecture architecture, Safetensors weights, String modelId) {
    Map<String, String> header = weights.metadata();
    if (!architecture.graph().toJson().equals(header.get(NetworkGraph.METADATA_KEY))) {
      throw new IllegalArgumentException(
          "the network to start from is built in another way than the one to be trained");
    }
    if (!modelId.equals(header.get(CoarseNetwork.FACE_MODEL_KEY))) {
      throw new IllegalArgumentException(
          "the network to start from gives coefficients of the face model "
              + header.get(CoarseNetwork.FACE_MODEL_KEY)
              + ", not of "
              + modelId);
    }
    this.architecture = architecture;
    this.weights = weights;
  }

  /**
   * Where the training starts: parameters by name, and running statistics.
   *
   * @param parameters with {@code name.gain} for each normalised convolution
   * @param statistics mean, then variance, of each normalised convolution, in order
   */
  record Start(Map<String, float[]> parameters, float[] statistics) {}

  /**
   * Finds the normalisations again.
   *
   * @param batches training data, enough for the moments of every channel
   * @param standard of features and coefficients, as the training will use it
   */
  Start start(
      List<TrainingBatch> batches, Standard standard, FaceVector layout, NDManager manager) {
    List<Layer.Conv> convolutions =
        architecture.graph().layers().stream()
            .filter(Layer.Conv.class::isInstance)
            .map(Layer.Conv.class::cast)
            .toList();
    double[] moments = moments(batches, layout, manager);
    Map<String, float[]> parameters = new HashMap<>();
    float[] statistics = new float[moments.length];
    int at = 0;
    for (Layer.Conv conv : convolutions) {
      float[] weight = floats(conv.name() + ".weight"), bias = floats(conv.name() + ".bias");
      if (architecture.normalised().contains(conv.name())) {
        int n = bias.length;
        float[] gain = new float[n];
        for (int i = 0; i < n; i++) {
          double mean = moments[at + i];
          double variance = Math.max(0, moments[at + n + i] - mean * mean);
          statistics[at + i] = (float) mean;
          statistics[at + n + i] = (float) variance;
          gain[i] = (float) Math.sqrt(variance + LayerText.EPSILON);
          bias[i] += (float) mean;
        }
        at += 2 * n;
        parameters.put(conv.name() + ".gain", gain);
      } else if (conv.name().equals(CoarseArchitecture.FIRST_OF_LANDMARKS)) {
        rawInput(weight, bias, standard);
      } else if (conv.name().equals(CoarseArchitecture.LAST)) {
        rawOutput(weight, bias, standard);
      }
      parameters.put(conv.name() + ".weight", weight);
      parameters.put(conv.name() + ".bias", bias);
    }
    return new Start(parameters, statistics);
  }

  private float[] floats(String name) {
    return weights.get(name).toFloats();
  }

  /** First and second moment of every normalised channel before normalisation, over batches. */
  private double[] moments(List<TrainingBatch> batches, FaceVector layout, NDManager manager) {
    double[] sum = null;
    try (TorchFunction probe = TorchFunction.of("moments", manager.getDevice(), source())) {
      for (TrainingBatch batch : batches) {
        try (NDManager scope = manager.newSubManager()) {
          FaceBatch faces = FaceBatch.of(batch, layout, scope);
          List<NDArray> inputs = new ArrayList<>(List.of(faces.images()));
          for (String name : folded()) {
            inputs.add(scope.create(floats(name)));
          }
          float[] some = probe.applyToOne(inputs.toArray(NDArray[]::new)).toFloatArray();
          sum = sum == null ? new double[some.length] : sum;
          for (int i = 0; i < some.length; i++) {
            sum[i] += some[i] / (double) batches.size();
          }
        }
      }
    }
    return sum;
  }

  /** Weights and biases of the normalised convolutions, in order. */
  private List<String> folded() {
    List<String> out = new ArrayList<>();
    for (String name : architecture.normalised()) {
      out.add(name + ".weight");
      out.add(name + ".bias");
    }
    return out;
  }

  /** TorchScript of the trunk as it runs, which gives the moments of each convolution. */
  private String source() {
    List<String> folded = folded();
    StringBuilder s = new StringBuilder("def forward(self, " + NetworkGraph.INPUT + ": Tensor");
    for (int i = 0; i < folded.size(); i++) {
      s.append(", w").append(i).append(": Tensor");
    }
    s.append(") -> Tensor:\n");
    List<String> moments = new ArrayList<>();
    for (Layer layer : architecture.graph().layers()) {
      String name = layer.name();
      if (layer instanceof Layer.Conv conv && architecture.normalised().contains(name)) {
        int w = folded.indexOf(name + ".weight");
        String shape = Arrays.toString(architecture.weights().get(name + ".weight"));
        s.append(
            "  %s = torch.conv2d(%s, torch.reshape(w%d, %s), None, [%d, %d], [%d, %d], [1, 1], %d)\n"
                .formatted(
                    name,
                    conv.from(),
                    w,
                    shape,
                    conv.stride(),
                    conv.stride(),
                    conv.padding()[0],
                    conv.padding()[0],
                    conv.groups()));
        s.append(
            "  m%d = torch.cat([torch.mean(%s, [0, 2, 3]), torch.mean(torch.mul(%s, %s), [0, 2, 3])], 0)\n"
                .formatted(w, name, name, name));
        moments.add("m" + w);
        s.append(
            "  %s = torch.add(%s, torch.reshape(w%d, [1, -1, 1, 1]))\n"
                .formatted(name, name, w + 1));
        if (conv.relu()) {
          s.append("  %s = torch.relu(%s)\n".formatted(name, name));
        }
      } else if (layer instanceof Layer.Add add) {
        s.append("  %s = torch.add(%s, %s)\n".formatted(name, add.from(), add.to()));
      }
    }
    return s.append("  return torch.cat([%s], 0)\n".formatted(String.join(", ", moments)))
        .toString();
  }

  private static void rawInput(float[] weight, float[] bias, Standard standard) {
    int each = weight.length / bias.length;
    for (int o = 0; o < bias.length; o++) {
      double sum = bias[o];
      for (int i = 0, w = o * each; i < each; i++, w++) {
        sum += weight[w] * (double) standard.featureMean()[i];
        weight[w] *= standard.featureDeviation()[i];
      }
      bias[o] = (float) sum;
    }
  }

  private static void rawOutput(float[] weight, float[] bias, Standard standard) {
    int each = weight.length / bias.length;
    for (int o = 0; o < bias.length; o++) {
      for (int i = o * each; i < (o + 1) * each; i++) {
        weight[i] /= standard.outputDeviation()[o];
      }
      bias[o] = (bias[o] - standard.outputMean()[o]) / standard.outputDeviation()[o];
    }
  }
}
