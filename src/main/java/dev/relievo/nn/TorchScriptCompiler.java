package dev.relievo.nn;

import dev.relievo.tensor.Safetensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a {@link NetworkGraph} as TorchScript.
 *
 * <p>Convolutions run on XNNPACK, whose weights are packed once, when the archive is loaded; of all
 * ways tried it is the fastest for small networks, because its kernels are NHWC and a call costs
 * little (topology-docs/decisions/0010-networks-as-torchscript.md). Three things follow:
 *
 * <ul>
 *   <li>Values are N x C x H x W by shape and NHWC in memory, from the input on.
 *   <li>Padding must be symmetric. One more row and column of zeros at the bottom and right than at
 *       the top and left is the same as symmetric padding by the larger number with a row and a
 *       column of zeros put before the kernel's first.
 *   <li>XNNPACK copies inputs that it did not allocate; sums therefore happen in place.
 * </ul>
 *
 * The padding of the first convolution is left to whoever fills the input.
 *
 * <p>XNNPACK is for CPUs. For other devices {@link Target#ANY} writes the engine's own convolution
 * instead; all else is the same. A network of maps has large values and many channels: there, what
 * counts is how often they are read and written. On x86 its convolutions are oneDNN's, which bring
 * their ReLU or the sum that follows with them and keep their weights packed; elsewhere they are
 * the engine's own.
 */
final class TorchScriptCompiler {

  private static final String LANDMARKS_AS_MAPS =
      "    " + NetworkGraph.LANDMARKS + " = torch.unsqueeze(torch.unsqueeze(features, 2), 3)\n";

  /** What the archive is to run on. */
  enum Target {
    /** A CPU. */
    CPU,
    /** A CPU, maps computed in bfloat16: f32 in and out. Pictures as on {@link #CPU}. */
    CPU_BFLOAT16,
    /** Any device of the engine. */
    ANY,
    /** The same for other programs: the picture is N x 3 x H x W, without zeros around it. */
    EXCHANGE
  }

  /** PyTorch's numbers of types. */
  private static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;

  /** Where the engine is built with oneDNN. */
  private static final boolean ONEDNN =
      List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

  private static final String NO_SCALARS = "annotate(List[Optional[number]], [])";

  private final Safetensors weights;
  private final NetworkGraph graph;
  private final Target target;
  private final TorchScriptModule module;
  private final Map<String, Integer> channels = new HashMap<>();

  /** Sums that a convolution makes with itself. */
  private final Set<String> made = new HashSet<>();

  private TorchScriptCompiler(Safetensors weights, NetworkGraph graph, Target target) {
    this.weights = weights;
    this.graph = graph;
    this.target = target;
    module = new TorchScriptModule(weights);
  }

  /**
   * Compiles a network.
   *
   * @return a TorchScript archive. Where the network sees a picture, {@code forward} takes N x H x
   *     W x 3 with the first convolution's zeros around the picture, or as {@link Target#EXCHANGE}
   *     has it, and, where the graph has a {@link LandmarkInput}, points and cameras; it returns N
   *     x K: the outputs, flattened, one after the other. Where the network sees maps, {@code
   *     forward} takes N x C x S x S and returns N x M x S x S.
   */
  static byte[] compile(Safetensors weights, NetworkGraph graph, Target target) {
    TorchScriptCompiler c = new TorchScriptCompiler(weights, graph, target);
    return TorchScriptArchive.of(c.source(), c.module.state());
  }

  private String source() {
    channels.put(NetworkGraph.INPUT, graph.channels());
    return graph.maps() == null ? ofPicture() : ofMaps();
  }

  private String ofPicture() {
    LandmarkInput landmarks = graph.landmarks();
    module.forward(
        NetworkGraph.INPUT, target == Target.EXCHANGE ? "x" : "torch.permute(x, [0, 3, 1, 2])");
    if (landmarks != null) {
      channels.put(NetworkGraph.LANDMARKS, landmarks.features());
      module.forward(landmarks.source(graph.size()) + LANDMARKS_AS_MAPS);
    }
    graph.layers().forEach(this::layer);
    String rows = "torch.reshape(torch.permute(%s, [0, 2, 3, 1]), [torch.size(x, 0), -1])";
    module.forward("raw", "torch.cat([%s], 1)", outputs(rows));
    if (landmarks == null) {
      return module.source("x: Tensor", "raw");
    }
    module.forward(landmarks.finish());
    return module.source("x: Tensor,\n    points: Tensor,\n    cameras: Tensor", "answer");
  }

  private String ofMaps() {
    module.forward(NetworkGraph.INPUT, "torch.contiguous(%s, memory_format=2)", computed("x"));
    graph.layers().forEach(this::layer);
    String maps = "torch.contiguous(torch.cat([%s], 1))".formatted(outputs("%s"));
    module.forward("answer", "%s", inBfloat16() ? typed(maps, FLOAT32) : maps);
    return module.source("x: Tensor", "answer");
  }

  private boolean inBfloat16() {
    return target == Target.CPU_BFLOAT16 && graph.maps() != null;
  }

  /** A value in the type that is computed in. */
  private String computed(String value) {
    return inBfloat16() ? typed(value, BFLOAT16) : value;
  }

  private static String typed(String value, int type) {
    return "torch.to(%s, %d)".formatted(value, type);
  }

  private String outputs(String format) {
    return graph.outputs().stream()
        .flatMap(output -> output.from().stream())
        .map(format::formatted)
        .collect(Collectors.joining(", "));
  }

  private void layer(Layer layer) {
    if (made.contains(layer.name())) {
      return;
    }
    if (layer instanceof Layer.Conv conv) {
      convolution(conv);
    } else if (layer instanceof Layer.Prelu prelu) {
      prelu(prelu);
    } else if (layer instanceof Layer.Add add) {
      add(add);
    } else if (layer instanceof Layer.MaxPool pool) {
      pool(pool);
    } else if (layer instanceof Layer.Concat concat) {
      module.forward(concat.name(), "torch.cat([%s], 1)", String.join(", ", concat.from()));
      channels.put(concat.name(), concat.from().stream().mapToInt(channels::get).sum());
    } else if (layer instanceof Layer.Upsample up) {
      define(
          up.name(), up.from(), "torch.upsample_bilinear2d(%s, None, False, [2., 2.])", up.from());
    } else if (layer instanceof Layer.TransposedConv transposed) {
      transposed(transposed);
    } else if (layer instanceof Layer.PixelShuffle shuffle) {
      module.forward(shuffle.name(), "torch.pixel_shuffle(%s, 2)", shuffle.from());
      channels.put(shuffle.name(), channels.get(shuffle.from()) / 4);
    } else if (layer instanceof Layer.Tanh tanh) {
      tanh(tanh);
    }
  }

  private void convolution(Layer.Conv c) {
    int[] shape = weights.get(c.name() + ".weight").shape();
    int before = c.padding()[0];
    int after = c.padding()[1];
    String kernel =
        "torch.reshape(%s, %s)"
            .formatted(module.slice(c.name() + ".weight"), Arrays.toString(shape));
    int padding = after;
    if (c.from().equals(NetworkGraph.INPUT) && inputHasBorder()) {
      padding = 0;
    } else if (after == before + 1) {
      kernel = "torch.constant_pad_nd(%s, [1, 0, 1, 0], 0)".formatted(kernel);
    } else if (after != before) {
      throw new IllegalArgumentException("layer " + c.name() + ": padding is not supported");
    }
    boolean processor = target == Target.CPU || target == Target.CPU_BFLOAT16;
    channels.put(c.name(), shape[0]);
    if (processor && graph.maps() == null) {
      prepacked(c, kernel, padding);
    } else if (processor && ONEDNN) {
      fused(c, kernel, padding);
    } else {
      plain(c, kernel, padding);
    }
  }

  private boolean inputHasBorder() {
    return graph.maps() == null && target != Target.EXCHANGE;
  }

  private void prepacked(Layer.Conv c, String kernel, int padding) {
    module.attribute(
        c.name(),
        "__torch__.torch.classes.xnnpack.Conv2dOpContext",
        "ops.prepacked.conv2d_clamp_prepack(%s, %s, [%d, %d], [%d, %d], [1, 1], %d, %s, None)",
        kernel,
        module.slice(c.name() + ".bias"),
        c.stride(),
        c.stride(),
        padding,
        padding,
        c.groups(),
        c.relu() ? "0." : "None");
    module.forward(c.name(), "ops.prepacked.conv2d_clamp_run(%s, self.%s)", c.from(), c.name());
  }

  /** Convolution and ReLU, or convolution and the sum after it, in one pass over the maps. */
  private void fused(Layer.Conv c, String kernel, int padding) {
    String geometry =
        "[%1$d, %1$d], [%2$d, %2$d], [1, 1], %3$d".formatted(padding, c.stride(), c.groups());
    module.attribute(
        c.name(),
        "Tensor",
        "ops.mkldnn._reorder_convolution_weight(torch.contiguous(%s), %s, None)",
        computed(kernel),
        geometry);
    bias(c.name());
    String given = "%1$s, self.%2$s, self.%2$s_bias, %3$s".formatted(c.from(), c.name(), geometry);
    Optional<Layer.Add> sum = sumInPlace(c);
    if (sum.isEmpty()) {
      module.forward(
          c.name(),
          "ops.mkldnn._convolution_pointwise(%s, \"%s\", %s, None)",
          given,
          c.relu() ? "relu" : "none",
          NO_SCALARS);
    } else {
      String into = sum.get().from();
      define(
          sum.get().name(),
          into,
          "ops.mkldnn._convolution_pointwise_(%s, %s, \"add\", None, None, %s, None)",
          into,
          given,
          NO_SCALARS);
      made.add(sum.get().name());
    }
  }

  /** The sum that comes next, of the convolution and a value of its size that ends there. */
  private Optional<Layer.Add> sumInPlace(Layer.Conv c) {
    int next = graph.layers().indexOf(c) + 1;
    if (c.relu()
        || next == graph.layers().size()
        || !(graph.layers().get(next) instanceof Layer.Add sum)
        || sum.relu()
        || !sum.to().equals(c.name())
        || sum.from().equals(c.from())
        || sum.from().equals(NetworkGraph.INPUT)
        || !channels.get(sum.from()).equals(channels.get(c.name()))) {
      return Optional.empty();
    }
    boolean ends =
        graph.layers().stream().skip(next + 1).noneMatch(l -> l.inputs().contains(sum.from()))
            && graph.outputs().stream().noneMatch(o -> o.from().contains(sum.from()));
    requireOnlyReader(c.name());
    return ends ? Optional.of(sum) : Optional.empty();
  }

  private void plain(Layer.Conv c, String kernel, int padding) {
    module.attribute(c.name(), "Tensor", "torch.contiguous(%s, memory_format=2)", computed(kernel));
    bias(c.name());
    module.forward(
        c.name(),
        "torch.conv2d(%s, self.%s, self.%s_bias, [%d, %d], [%d, %d], [1, 1], %d)",
        c.from(),
        c.name(),
        c.name(),
        c.stride(),
        c.stride(),
        padding,
        padding,
        c.groups());
    if (c.relu()) {
      module.forward(c.name(), "torch.relu_(%s)", c.name());
    }
  }

  private void bias(String layer) {
    module.attribute(layer + "_bias", "Tensor", "%s", computed(module.slice(layer + ".bias")));
  }

  private void transposed(Layer.TransposedConv t) {
    int[] shape = weights.get(t.name() + ".weight").shape();
    String kernel =
        "torch.reshape(%s, %s)"
            .formatted(module.slice(t.name() + ".weight"), Arrays.toString(shape));
    module.attribute(t.name(), "Tensor", "%s", computed(kernel));
    bias(t.name());
    module.forward(
        t.name(),
        "torch.conv_transpose2d(%s, self.%s, self.%s_bias, [2, 2], [1, 1], [%d, %d], 1, [1, 1])",
        t.from(),
        t.name(),
        t.name(),
        t.more(shape),
        t.more(shape));
    if (t.relu()) {
      module.forward(t.name(), "torch.relu_(%s)", t.name());
    }
    channels.put(t.name(), shape[1]);
  }

  /** In place. */
  private void tanh(Layer.Tanh t) {
    requireOnlyReader(t.from());
    module.forward(
        t.name() + "_", "torch.tanh_(torch.slice(%s, 1, 0, %d, 1))", t.from(), t.channels());
    define(t.name(), t.from(), "%s", t.from());
  }

  /**
   * In place, as x + (slope - 1) min(x, 0): the operator of that name makes a new value, which
   * XNNPACK would then copy.
   */
  private void prelu(Layer.Prelu p) {
    requireOnlyReader(p.from());
    module.attribute(
        p.name(),
        "Tensor",
        "torch.reshape(torch.sub(%s, 1), [1, -1, 1, 1])",
        module.slice(p.name() + ".slope"));
    define(
        p.name(),
        p.from(),
        "torch.addcmul_(%s, torch.clamp_max(%s, 0), self.%s)",
        p.from(),
        p.from(),
        p.name());
  }

  /** In place, into the wider value, which nothing else reads. */
  private void add(Layer.Add a) {
    requireOnlyReader(a.to());
    int narrow = channels.get(a.from());
    if (narrow == channels.get(a.to())) {
      define(
          a.name(), a.to(), "torch.%s(%s, %s)", a.relu() ? "_add_relu_" : "add_", a.to(), a.from());
    } else {
      module.forward(
          a.name() + "_", "torch.add_(torch.slice(%s, 1, 0, %d, 1), %s)", a.to(), narrow, a.from());
      define(a.name(), a.to(), a.relu() ? "torch.relu_(%s)" : "%s", a.to());
    }
  }

  /** What is changed in place must have no other reader. */
  private void requireOnlyReader(String name) {
    long readers =
        graph.layers().stream().filter(layer -> layer.inputs().contains(name)).count()
            + graph.outputs().stream().filter(output -> output.from().contains(name)).count();
    if (readers != 1) {
      throw new IllegalArgumentException("value " + name + " has " + readers + " readers, not one");
    }
  }

  /** Two maxima of strided views: the pooling operator also makes indices, and is slower. */
  private void pool(Layer.MaxPool p) {
    String half =
        "torch.maximum(torch.slice(%1$s, %2$d, 0, None, 2), torch.slice(%1$s, %2$d, 1, None, 2))";
    module.forward(p.name() + "_", half, p.from(), 2);
    module.forward(p.name(), half, p.name() + "_", 3);
    channels.put(p.name(), channels.get(p.from()));
  }

  private void define(String name, String like, String format, Object... arguments) {
    module.forward(name, format, arguments);
    channels.put(name, channels.get(like));
  }
}
