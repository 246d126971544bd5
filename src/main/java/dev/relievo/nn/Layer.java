package dev.relievo.nn;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * One step of a convolutional network as data. Values are named by the layer that makes them and
 * have shape N x C x H x W. The few kinds here are all that the project's networks need; they
 * travel as JSON in the header of the file that holds the weights.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Layer.Conv.class, name = "conv"),
  @JsonSubTypes.Type(value = Layer.Prelu.class, name = "prelu"),
  @JsonSubTypes.Type(value = Layer.Add.class, name = "add"),
  @JsonSubTypes.Type(value = Layer.MaxPool.class, name = "maxpool"),
  @JsonSubTypes.Type(value = Layer.Upsample.class, name = "upsample"),
  @JsonSubTypes.Type(value = Layer.Concat.class, name = "concat"),
  @JsonSubTypes.Type(value = Layer.TransposedConv.class, name = "transposed"),
  @JsonSubTypes.Type(value = Layer.PixelShuffle.class, name = "shuffle"),
  @JsonSubTypes.Type(value = Layer.Tanh.class, name = "tanh")
})
public sealed interface Layer {

  /** The value this layer makes. */
  String name();

  /** The values it reads. */
  List<String> inputs();

  /**
   * Convolution with bias, then optionally a ReLU. Weights: {@code name.weight}, O x C/groups x kH
   * x kW, and {@code name.bias}, O.
   *
   * @param from input
   * @param stride both ways
   * @param padding zeros at the top and left, then zeros at the bottom and right
   * @param groups 1, or C for a depthwise convolution
   * @param relu whether negative outputs become 0
   */
  record Conv(String name, String from, int stride, int[] padding, int groups, boolean relu)
      implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(from);
    }
  }

  /** Negative values times a slope a channel. Weights: {@code name.slope}, C. */
  record Prelu(String name, String from) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(from);
    }
  }

  /**
   * Sum of two values; where {@code from} has fewer channels than {@code to} the missing ones count
   * as zero.
   */
  record Add(String name, String from, String to, boolean relu) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(from, to);
    }
  }

  /** Maximum over 2 x 2 with stride 2. */
  record MaxPool(String name, String from) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(from);
    }
  }

  /** Bilinear upsampling by 2, half-pixel convention. */
  record Upsample(String name, String from) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(from);
    }
  }

  /** Channels of several values of the same extent, one after the other. */
  record Concat(String name, List<String> from) implements Layer {
    @Override
    public List<String> inputs() {
      return from;
    }
  }

  /**
   * Transposed convolution that doubles the extent, with bias, then optionally a ReLU. Weights:
   * {@code name.weight}, C x O x k x k, k 3 or 4, and {@code name.bias}, O. Input pixel (x, y)
   * times the kernel is added to the output with the kernel's (1, 1) at (2 x, 2 y).
   */
  record TransposedConv(String name, String from, boolean relu) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(from);
    }

    /**
     * Rows and columns that the output needs beyond those that inputs reach.
     *
     * @param shape of the weights
     * @throws IllegalArgumentException where the kernel is not 3 or 4 wide
     */
    public int more(int[] shape) {
      if (shape[2] != shape[3] || shape[2] != 3 && shape[2] != 4) {
        throw new IllegalArgumentException("layer " + name + ": the kernel is not 3 or 4 wide");
      }
      return 4 - shape[2];
    }
  }

  /**
   * Channels become pixels: channel 4 c + 2 i + j is row i, column j of the 2 x 2 pixels of channel
   * c (Shi et al., "Real-Time Single Image and Video Super-Resolution", 2016).
   */
  record PixelShuffle(String name, String from) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(from);
    }
  }

  /** Hyperbolic tangent of the first so many channels; those after them stay as they are. */
  record Tanh(String name, String from, int channels) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(from);
    }
  }
}
