package dev.relievo.nn;

import dev.relievo.tensor.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
 * instead; all else is the same.
 */
final class TorchScriptCompiler {

  private static final String LANDMARKS_AS_MAPS =
      "    " + NetworkGraph.LANDMARKS + " = torch.unsqueeze(torch.unsqueeze(features, 2), 3)\n";

  /** What the archive is to run on. */
  enum Target {
    /** A CPU. */
    CPU,
    /** Any device of the engine. */
    ANY,
    /** The same for other programs: the picture is N x 3 x H x W, without zeros around it. */
    EXCHANGE
  }

  private final Safetensors weights;
  private final NetworkGraph graph;
  private final Target target;
  private final Map<String, Integer> offsets = new HashMap<>();
  private final Map<String, Integer> channels = new HashMap<>();
  private final StringBuilder attributes = new StringBuilder();
  private final StringBuilder setup = new StringBuilder();
  private final StringBuilder forward = new StringBuilder();
  private int count;

  private TorchScriptCompiler(Safetensors weights, NetworkGraph graph, Target target) {
    this.weights = weights;
    this.graph = graph;
    this.target = target;
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              offsets.put(name, count);
              count += tensor.count();
            });
  }

  /**
   * Compiles a network.
   *
   * @return a TorchScript archive; {@code forward} takes N x H x W x 3 with the first convolution's
   *     zeros around the picture, or as {@link Target#EXCHANGE} has it, and, where the graph has a
   *     {@link LandmarkInput}, points and cameras; it returns N x K: the outputs, flattened, one
   *     after the other
   */
  static byte[] compile(Safetensors weights, NetworkGraph graph, Target target) {
    TorchScriptCompiler c = new TorchScriptCompiler(weights, graph, target);
    return TorchScriptArchive.of(c.source(), c.state());
  }

  private float[] state() {
    float[] state = new float[count];
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              float[] values = tensor.toFloats();
              System.arraycopy(values, 0, state, offsets.get(name), values.length);
            });
    return state;
  }

  private String source() {
    channels.put(NetworkGraph.INPUT, 3);
    if (graph.landmarks() != null) {
      channels.put(NetworkGraph.LANDMARKS, graph.landmarks().features());
    }
    graph.layers().forEach(this::layer);
    List<String> parts = new ArrayList<>();
    for (NetworkGraph.Output output : graph.outputs()) {
      for (String from : output.from()) {
        parts.add(
            "torch.reshape(torch.permute(%s, [0, 2, 3, 1]), [torch.size(x, 0), -1])"
                .formatted(from));
      }
    }
    LandmarkInput landmarks = graph.landmarks();
    return """
    class Net(Module):
      __parameters__ = []
      __buffers__ = []
      training : bool
      weights : Tensor
    %s  def forward(self: __torch__.Net,
        x: Tensor%s) -> Tensor:
        input = %s
    %s%s    raw = torch.cat([%s], 1)
    %s    return answer
      def __setstate__(self: __torch__.Net,
        state: Tensor) -> None:
        self.training = False
        self.weights = state
    %s    return None
      def __getstate__(self: __torch__.Net) -> Tensor:
        return self.weights
    """
        .formatted(
            attributes,
            landmarks == null ? "" : ",\n    points: Tensor,\n    cameras: Tensor",
            target == Target.EXCHANGE ? "x" : "torch.permute(x, [0, 3, 1, 2])",
            landmarks == null ? "" : landmarks.source(graph.size()) + LANDMARKS_AS_MAPS,
            forward,
            String.join(", ", parts),
            landmarks == null ? "    answer = raw\n" : landmarks.finish(),
            setup);
  }

  private void layer(Layer layer) {
    if (layer instanceof Layer.Conv conv) {
      convolution(conv);
    } else if (layer instanceof Layer.Prelu prelu) {
      prelu(prelu);
    } else if (layer instanceof Layer.Add add) {
      add(add);
    } else if (layer instanceof Layer.MaxPool pool) {
      pool(pool);
    } else if (layer instanceof Layer.Concat concat) {
      forward(concat.name(), "torch.cat([%s], 1)", String.join(", ", concat.from()));
      channels.put(concat.name(), concat.from().stream().mapToInt(channels::get).sum());
    } else if (layer instanceof Layer.Upsample up) {
      define(
          up.name(), up.from(), "torch.upsample_bilinear2d(%s, None, False, [2., 2.])", up.from());
    }
  }

  private void convolution(Layer.Conv c) {
    int[] shape = weights.get(c.name() + ".weight").shape();
    int before = c.padding()[0];
    int after = c.padding()[1];
    String kernel =
        "torch.reshape(%s, %s)".formatted(slice(c.name() + ".weight"), Arrays.toString(shape));
    int padding = after;
    if (c.from().equals(NetworkGraph.INPUT) && target != Target.EXCHANGE) {
      padding = 0;
    } else if (after == before + 1) {
      kernel = "torch.constant_pad_nd(%s, [1, 0, 1, 0], 0)".formatted(kernel);
    } else if (after != before) {
      throw new IllegalArgumentException("layer " + c.name() + ": padding is not supported");
    }
    switch (target) {
      case CPU -> prepacked(c, kernel, padding);
      case ANY, EXCHANGE -> plain(c, kernel, padding);
    }
    channels.put(c.name(), shape[0]);
  }

  private void prepacked(Layer.Conv c, String kernel, int padding) {
    attribute(
        c.name(),
        "__torch__.torch.classes.xnnpack.Conv2dOpContext",
        "ops.prepacked.conv2d_clamp_prepack(%s, %s, [%d, %d], [%d, %d], [1, 1], %d, %s, None)",
        kernel,
        slice(c.name() + ".bias"),
        c.stride(),
        c.stride(),
        padding,
        padding,
        c.groups(),
        c.relu() ? "0." : "None");
    forward(c.name(), "ops.prepacked.conv2d_clamp_run(%s, self.%s)", c.from(), c.name());
  }

  private void plain(Layer.Conv c, String kernel, int padding) {
    attribute(c.name(), "Tensor", "torch.contiguous(%s, memory_format=2)", kernel);
    attribute(c.name() + "_bias", "Tensor", "%s", slice(c.name() + ".bias"));
    forward(
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
      forward(c.name(), "torch.relu_(%s)", c.name());
    }
  }

  /**
   * In place, as x + (slope - 1) min(x, 0): the operator of that name makes a new value, which
   * XNNPACK would then copy.
   */
  private void prelu(Layer.Prelu p) {
    requireOnlyReader(p.from());
    attribute(
        p.name(),
        "Tensor",
        "torch.reshape(torch.sub(%s, 1), [1, -1, 1, 1])",
        slice(p.name() + ".slope"));
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
      forward(
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
    forward(p.name() + "_", half, p.from(), 2);
    forward(p.name(), half, p.name() + "_", 3);
    channels.put(p.name(), channels.get(p.from()));
  }

  private void define(String name, String like, String format, Object... arguments) {
    forward(name, format, arguments);
    channels.put(name, channels.get(like));
  }

  private void forward(String name, String format, Object... arguments) {
    forward.append("    %s = %s\n".formatted(name, format.formatted(arguments)));
  }

  private void attribute(String name, String type, String format, Object... arguments) {
    attributes.append("  %s : %s\n".formatted(name, type));
    setup.append("    self.%s = %s\n".formatted(name, format.formatted(arguments)));
  }

  private String slice(String tensor) {
    int from = offsets.get(tensor);
    return "torch.slice(state, 0, %d, %d, 1)".formatted(from, from + weights.get(tensor).count());
  }
}
