package dev.relievo.train;

import dev.relievo.nn.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the layers of an {@link Architecture} as TorchScript that gradients flow through: weights
 * are cut out of one vector, nothing happens in place.
 */
final class LayerText {

  /** Added to variances by the batch normalisation. */
  static final double EPSILON = 1e-5;

  private static final double MOMENTUM = 0.02;

  private final Architecture architecture;
  private final Map<String, int[]> parameters;
  private final List<Integer> sizes;
  private final List<String> names;
  private final List<String> normalised;
  private final StringBuilder out = new StringBuilder();

  /**
   * Begins a text.
   *
   * @param parameters shapes in the order of the vector
   * @param sizes their numbers
   */
  LayerText(Architecture architecture, Map<String, int[]> parameters, List<Integer> sizes) {
    this.architecture = architecture;
    this.parameters = parameters;
    this.sizes = sizes;
    names = new ArrayList<>(parameters.keySet());
    normalised = new ArrayList<>(architecture.normalised());
  }

  /** Adds a line of a method's body. */
  LayerText line(String format, Object... arguments) {
    out.append("  ").append(format.formatted(arguments)).append('\n');
    return this;
  }

  /** Adds text as it is. */
  LayerText text(String lines) {
    out.append(lines);
    return this;
  }

  /** Adds the line that cuts {@code theta} into weights. */
  LayerText weights() {
    return line("w = torch.split_with_sizes(theta, %s, 0)", sizes);
  }

  /**
   * Adds all layers, which read {@code w} and, where convolutions are normalised, their means and
   * variances {@code t}.
   *
   * @param training whether normalisation is by the batch itself
   */
  LayerText layers(boolean training) {
    for (Layer layer : architecture.graph().layers()) {
      if (layer instanceof Layer.Conv conv) {
        convolution(conv, training);
        relu(conv.name(), conv.relu());
      } else if (layer instanceof Layer.TransposedConv transposed) {
        transposed(transposed);
        relu(transposed.name(), transposed.relu());
      } else if (layer instanceof Layer.Add add) {
        line("%s = torch.add(%s, %s)", add.name(), add.from(), add.to());
        relu(add.name(), add.relu());
      } else if (layer instanceof Layer.Concat concat) {
        String flat =
            concat.from().stream()
                .map("torch.flatten(%s, 1, -1)"::formatted)
                .collect(Collectors.joining(", "));
        line("%s = torch.cat([%s], 1)", concat.name(), flat);
      } else if (layer instanceof Layer.PixelShuffle shuffle) {
        line("%s = torch.pixel_shuffle(%s, 2)", shuffle.name(), shuffle.from());
      } else if (layer instanceof Layer.Tanh tanh) {
        line(
            "%1$s = torch.cat([torch.tanh(torch.slice(%2$s, 1, 0, %3$d, 1)), torch.slice(%2$s, 1, %3$d, None, 1)], 1)",
            tanh.name(), tanh.from(), tanh.channels());
      } else {
        throw new IllegalArgumentException("layer " + layer.name() + " cannot be trained");
      }
    }
    return this;
  }

  private void convolution(Layer.Conv conv, boolean training) {
    int slot = normalised.indexOf(conv.name());
    String weight = parameter(conv.name() + ".weight");
    String bias = parameter(conv.name() + ".bias");
    if (architecture.dense(conv.name())) {
      line(
          "%s = torch.linear(%s, torch.flatten(%s, 1, -1), %s)",
          conv.name(), conv.from(), weight, bias);
      return;
    }
    line(
        "%s = torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], %d)",
        conv.name(),
        conv.from(),
        weight,
        slot < 0 ? bias : "None",
        conv.stride(),
        conv.stride(),
        conv.padding()[0],
        conv.padding()[0],
        conv.groups());
    if (slot >= 0) {
      line(
          "%s = torch.batch_norm(%s, %s, %s, t[%d], t[%d], %s, %s, %s, False)",
          conv.name(),
          conv.name(),
          parameter(conv.name() + ".gain"),
          bias,
          2 * slot,
          2 * slot + 1,
          training ? "True" : "False",
          MOMENTUM,
          EPSILON);
    }
  }

  private void transposed(Layer.TransposedConv t) {
    int more = t.more(parameters.get(t.name() + ".weight"));
    line(
        "%s = torch.conv_transpose2d(%s, %s, %s, [2, 2], [1, 1], [%d, %d], 1, [1, 1])",
        t.name(),
        t.from(),
        parameter(t.name() + ".weight"),
        parameter(t.name() + ".bias"),
        more,
        more);
  }

  private void relu(String name, boolean relu) {
    if (relu) {
      line("%s = torch.relu(%s)", name, name);
    }
  }

  private String parameter(String name) {
    String shape = Arrays.toString(parameters.get(name));
    return "torch.reshape(w[%d], %s)".formatted(names.indexOf(name), shape);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
