package dev.relievo.nn.convert;

import dev.relievo.nn.Layer;
import dev.relievo.nn.NetworkGraph;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a TFLite file into named weights and a {@link NetworkGraph}. What changes on the way: NHWC
 * to NCHW; weights to O x I x H x W; ReLU and zero-channel padding become part of the layer before
 * or after them; "same" padding becomes explicit numbers of rows and columns (for stride 2 it is
 * asymmetric: the odd one goes to the bottom and right).
 */
public final class TfliteConverter {

  private static final int SAME = 0;

  private final TfliteModel model;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final List<Layer> layers = new ArrayList<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Integer, List<Integer>> reshaped = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  private TfliteConverter(TfliteModel model) {
    this.model = model;
  }

  /**
   * Converts a network.
   *
   * @param file a TFLite file with one square RGB input
   * @param metadata what else to write into the header
   * @return weights in f16 with the graph in the header
   * @throws IllegalArgumentException where the file uses what is not supported
   */
  public static Safetensors convert(ByteBuffer file, Map<String, String> metadata) {
    TfliteConverter c = new TfliteConverter(new TfliteModel(file));
    NetworkGraph graph = c.graph();
    Map<String, String> header = new HashMap<>(metadata);
    header.put(NetworkGraph.METADATA_KEY, graph.toJson());
    return Safetensors.of(c.weights, header);
  }

  private NetworkGraph graph() {
    int[] input = model.shape(model.inputs()[0]);
    require(
        model.inputs().length == 1 && input.length == 4 && input[1] == input[2] && input[3] == 3,
        "one square RGB input");
    names.put(model.inputs()[0], NetworkGraph.INPUT);
    model.operators().forEach(this::convert);
    return new NetworkGraph(
        input[1], layers, Arrays.stream(model.outputs()).mapToObj(this::output).toList());
  }

  private void convert(TfliteModel.Operator o) {
    int in = o.inputs()[0];
    int out = o.outputs()[0];
    switch (o.op()) {
      case CONV_2D -> convolution(o, 1, o.options().byteAt(3, 0) == 1);
      case DEPTHWISE_CONV_2D -> {
        require(o.options().intAt(3, 1) == 1, "depthwise convolutions with multiplier 1");
        convolution(o, model.shape(in)[3], o.options().byteAt(4, 0) == 1);
      }
      case RELU -> relu(in, out);
      case PRELU -> {
        String name = define(out, "prelu");
        float[] slope = model.floats(o.inputs()[1]);
        weights.put(name + ".slope", Tensor.f16(slope, slope.length));
        layers.add(new Layer.Prelu(name, names.get(in)));
      }
      case PAD -> {
        int[] pad = model.ints(o.inputs()[1]);
        for (int i = 0; i < 7; i++) {
          require(pad[i] == 0, "padding of channels at the end");
        }
        names.put(out, names.get(in));
      }
      case ADD -> add(o);
      case MAX_POOL_2D -> {
        FlatTable p = o.options();
        require(
            p.intAt(1, 0) == 2 && p.intAt(2, 0) == 2 && p.intAt(3, 0) == 2 && p.intAt(4, 0) == 2,
            "2 x 2 pools with stride 2");
        require(model.shape(in)[1] % 2 == 0 && model.shape(in)[2] % 2 == 0, "pools of even maps");
        layers.add(new Layer.MaxPool(define(out, "pool"), names.get(in)));
      }
      case RESIZE_BILINEAR -> {
        require(
            model.shape(out)[1] == 2 * model.shape(in)[1]
                && o.options().byteAt(2, 0) == 0
                && o.options().byteAt(3, 0) == 1,
            "upsampling by 2 with half-pixel centres");
        layers.add(new Layer.Upsample(define(out, "up"), names.get(in)));
      }
      case RESHAPE -> reshaped.put(out, List.of(in));
      case CONCATENATION -> {
        List<Integer> parts = new ArrayList<>();
        for (int part : o.inputs()) {
          parts.addAll(reshaped.get(part));
        }
        reshaped.put(out, parts);
      }
      case DEQUANTIZE -> throw new IllegalStateException("constants are widened while reading");
    }
  }

  private void convolution(TfliteModel.Operator o, int groups, boolean relu) {
    int in = o.inputs()[0];
    int out = o.outputs()[0];
    int[] shape = model.shape(o.inputs()[1]);
    int stride = o.options().intAt(1, 1);
    require(stride == o.options().intAt(2, 1), "equal strides");
    String name = define(out, groups == 1 ? "conv" : "depthwise");
    float[] w = model.floats(o.inputs()[1]);
    weights.put(name + ".weight", groups == 1 ? outerFirst(w, shape) : channelFirst(w, shape));
    weights.put(name + ".bias", Tensor.f16(model.floats(o.inputs()[2]), model.shape(out)[3]));
    int[] padding = {0, 0};
    if (o.options().byteAt(0, SAME) == SAME) {
      int total = Math.max(0, (model.shape(out)[1] - 1) * stride + shape[1] - model.shape(in)[1]);
      padding = new int[] {total / 2, total - total / 2};
    }
    layers.add(new Layer.Conv(name, names.get(in), stride, padding, groups, relu));
  }

  /** O x H x W x I to O x I x H x W. */
  private static Tensor outerFirst(float[] w, int[] s) {
    float[] t = new float[w.length];
    int at = 0;
    for (int o = 0; o < s[0]; o++) {
      for (int y = 0; y < s[1]; y++) {
        for (int x = 0; x < s[2]; x++) {
          for (int i = 0; i < s[3]; i++) {
            t[((o * s[3] + i) * s[1] + y) * s[2] + x] = w[at++];
          }
        }
      }
    }
    return Tensor.f16(t, s[0], s[3], s[1], s[2]);
  }

  /** 1 x H x W x C to C x 1 x H x W. */
  private static Tensor channelFirst(float[] w, int[] s) {
    Tensor t = outerFirst(w, s);
    return new Tensor(t.type(), new int[] {s[3], 1, s[1], s[2]}, t.data());
  }

  /** A ReLU becomes part of the layer before it, which nothing else may then read. */
  private void relu(int in, int out) {
    long readers =
        model.operators().stream()
            .filter(o -> Arrays.stream(o.inputs()).anyMatch(i -> i == in))
            .count();
    require(readers == 1, "ReLUs that are the only reader of their input");
    String name = names.get(in);
    names.put(out, name);
    layers.replaceAll(layer -> layer.name().equals(name) ? rectified(layer) : layer);
  }

  private static Layer rectified(Layer layer) {
    if (layer instanceof Layer.Conv c) {
      return new Layer.Conv(c.name(), c.from(), c.stride(), c.padding(), c.groups(), true);
    }
    if (layer instanceof Layer.Add a) {
      return new Layer.Add(a.name(), a.from(), a.to(), true);
    }
    throw new IllegalArgumentException("a ReLU after " + layer + " is not supported");
  }

  private void add(TfliteModel.Operator o) {
    int a = o.inputs()[0];
    int b = o.inputs()[1];
    boolean relu = o.options() != null && o.options().byteAt(0, 0) == 1;
    layers.add(new Layer.Add(define(o.outputs()[0], "add"), names.get(a), names.get(b), relu));
  }

  private NetworkGraph.Output output(int value) {
    List<Integer> parts = reshaped.getOrDefault(value, List.of(value));
    int[] shape = model.shape(value);
    return new NetworkGraph.Output(
        parts.stream().map(names::get).toList(), shape[shape.length - 1]);
  }

  private String define(int value, String kind) {
    String name = kind + counts.merge(kind, 1, Integer::sum);
    names.put(value, name);
    return name;
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("this converter only knows " + what);
    }
  }
}
