package dev.relievo.train;

import dev.relievo.nn.Layer;
import dev.relievo.nn.NetworkGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The network of the displacement map: maps in, maps out, over the UV chart. A U-Net (Ronneberger
 * et al., 2015) without normalisation, whose skips add.
 *
 * @param graph layers in order
 * @param weights shape of every weight, in order: a layer's {@code name.weight}, then its {@code
 *     name.bias}
 * @param starts layers that start smaller than He et al. have it: how much
 */
record DetailArchitecture(
    NetworkGraph graph, Map<String, int[]> weights, Map<String, Double> starts)
    implements Architecture {

  /** The last layer; makes the maps. */
  static final String LAST = "maps";

  /** Side of the stream's maps, texels. */
  static final int STREAM_SIZE = 256;

  /**
   * Levels of a U-Net, each of half the extent of the one before.
   *
   * @param widths channels
   * @param deep residual blocks on the way down
   * @param high residual blocks on the way up; the last level has none
   */
  record Levels(int[] widths, int[] deep, int[] high) {}

  private static final Levels STREAM =
      new Levels(
          new int[] {16, 32, 48, 64, 96, 128},
          new int[] {0, 1, 1, 1, 1, 1},
          new int[] {0, 2, 2, 1, 1});

  private static final int WIDEST = 512;

  /**
   * The published network: 3 x 3 convolutions with ReLU, 16 channels at full extent, twice as many
   * at each half, up to 512, down to one texel; back by transposed convolutions. One map, the
   * displacement, -1 to 1.
   *
   * @param channels of the input
   * @param size side of the maps, a power of two; published for 512
   */
  static DetailArchitecture paper(int channels, int size) {
    require(size > 1 && Integer.bitCount(size) == 1, size);
    Builder b = new Builder();
    List<String> levels = new ArrayList<>();
    int[] widths = new int[Integer.numberOfTrailingZeros(size) + 1];
    String x = NetworkGraph.INPUT;
    for (int i = 0, in = channels; i < widths.length; in = widths[i], i++) {
      widths[i] = Math.min(WIDEST, 16 << i);
      x = b.convolution("down" + i, x, in, widths[i], i == 0 ? 1 : 2, true);
      levels.add(x);
    }
    for (int i = widths.length - 2; i >= 0; i--) {
      String up = b.transposed("up" + i, x, widths[i + 1], widths[i]);
      x = b.add("level" + i, levels.get(i), up);
    }
    return b.end(size, channels, x, widths[0], 1);
  }

  /** The published network, at the published extent. */
  static DetailArchitecture paper(int channels) {
    return paper(channels, WIDEST);
  }

  /**
   * The stream's network, made for two cores: narrow where the maps are large, residual blocks from
   * half the extent on, where the lines of a face are a few texels wide, upsampling by pixel
   * shuffle. Two maps: the displacement, -1 to 1, and a second one that is unbounded.
   *
   * @param channels of the input
   * @param size side of the maps, a multiple of 32; meant for {@value #STREAM_SIZE}
   */
  static DetailArchitecture stream(int channels, int size) {
    return stream(channels, size, STREAM);
  }

  /** The same, of another extent. */
  static DetailArchitecture stream(int channels, int size, Levels levels) {
    int[] widths = levels.widths();
    require(size > 0 && size % (1 << widths.length - 1) == 0, size);
    Builder b = new Builder();
    List<String> skips = new ArrayList<>();
    String x = NetworkGraph.INPUT;
    for (int i = 0, in = channels; i < widths.length; in = widths[i], i++) {
      x = b.convolution("down" + i, x, in, widths[i], i == 0 ? 1 : 2, true);
      x = b.blocks("deep" + i, x, widths[i], levels.deep()[i]);
      skips.add(x);
    }
    for (int i = widths.length - 2; i >= 0; i--) {
      String up = b.shuffled("up" + i, x, widths[i + 1], widths[i]);
      x = b.add("level" + i, skips.get(i), up);
      x = b.blocks("high" + i, x, widths[i], levels.high()[i]);
    }
    return b.end(size, channels, x, widths[0], 2);
  }

  /** The stream's network, at its own extent. */
  static DetailArchitecture stream(int channels) {
    return stream(channels, STREAM_SIZE);
  }

  private static void require(boolean halves, int size) {
    if (!halves) {
      throw new IllegalArgumentException("maps of side " + size + " cannot be halved often enough");
    }
  }

  @Override
  public Set<String> normalised() {
    return Set.of();
  }

  @Override
  public boolean dense(String layer) {
    return false;
  }

  @Override
  public double start(String layer) {
    return starts.getOrDefault(layer, 1.0);
  }

  private static final class Builder {

    /** A residual starts near the identity. */
    private static final double RESIDUAL = 0.2;

    /** The displacement starts near zero. */
    private static final double FLAT = 0.02;

    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, int[]> weights = new LinkedHashMap<>();
    private final Map<String, Double> starts = new LinkedHashMap<>();

    String convolution(String name, String from, int in, int out, int stride, boolean relu) {
      layers.add(new Layer.Conv(name, from, stride, new int[] {1, 1}, 1, relu));
      return declare(name, out, new int[] {out, in, 3, 3});
    }

    String transposed(String name, String from, int in, int out) {
      layers.add(new Layer.TransposedConv(name, from, true));
      return declare(name, out, new int[] {in, out, 3, 3});
    }

    String shuffled(String name, String from, int in, int out) {
      String wide = convolution(name + "_wide", from, in, 4 * out, 1, true);
      layers.add(new Layer.PixelShuffle(name, wide));
      return name;
    }

    String blocks(String name, String from, int width, int count) {
      String x = from;
      for (int k = 1; k <= count; k++) {
        x = block(k == 1 ? name : name + "_" + k, x, width);
      }
      return x;
    }

    private String block(String name, String from, int width) {
      String x = convolution(name + "_first", from, width, width, 1, true);
      x = convolution(name + "_second", x, width, width, 1, false);
      starts.put(x, RESIDUAL);
      return add(name, from, x);
    }

    String add(String name, String from, String to) {
      layers.add(new Layer.Add(name, from, to, false));
      return name;
    }

    private String declare(String name, int out, int[] shape) {
      weights.put(name + ".weight", shape);
      weights.put(name + ".bias", new int[] {out});
      return name;
    }

    DetailArchitecture end(int size, int channels, String from, int in, int out) {
      starts.put(LAST, FLAT);
      String raw = convolution(LAST, from, in, out, 1, false);
      layers.add(new Layer.Tanh("bounded", raw, 1));
      NetworkGraph.Output maps = new NetworkGraph.Output(List.of("bounded"), out);
      return new DetailArchitecture(
          NetworkGraph.ofMaps(size, channels, List.copyOf(layers), List.of(maps)), weights, starts);
    }
  }
}
