package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.relievo.tensor.ModelManifest;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Layers of networks that make maps of maps, against their plain definitions. */
class MapsNetworkTest {

  private static final int SIZE = 6;
  private final Random random = new Random(8);
  private final Map<String, Tensor> weights = new LinkedHashMap<>();

  @Test
  void shouldDoubleTheExtentByTransposedConvolution() {
    for (int kernel : new int[] {3, 4}) {
      for (boolean relu : new boolean[] {false, true}) {
        weights.clear();
        weight("up", 5, 2, 5, kernel, kernel);
        double[][][] maps = maps(2);
        double[][][] expected = transposed(maps, "up");
        if (relu) {
          map(expected, v -> Math.max(0, v));
        }
        assertMaps(run(maps, 5, "up", new Layer.TransposedConv("up", "input", relu)), expected);
      }
    }
  }

  @Test
  void shouldRefuseAKernelThatWouldNotDoubleTheExtent() {
    weight("up", 5, 2, 5, 5, 5);
    assertThatThrownBy(() -> run(maps(2), 5, "up", new Layer.TransposedConv("up", "input", false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("up");
  }

  @Test
  void shouldMakePixelsOfChannels() {
    double[][][] maps = maps(8);
    double[][][] expected = new double[2][2 * SIZE][2 * SIZE];
    for (int c = 0; c < 8; c++) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          expected[c / 4][2 * y + c / 2 % 2][2 * x + c % 2] = maps[c][y][x];
        }
      }
    }
    assertMaps(run(maps, 2, "fine", new Layer.PixelShuffle("fine", "input")), expected);
  }

  @Test
  void shouldBoundTheFirstChannelsOnly() {
    double[][][] maps = maps(3);
    double[][][] expected = maps.clone();
    for (int c = 0; c < 2; c++) {
      expected[c] = new double[SIZE][SIZE];
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          expected[c][y][x] = Math.tanh(maps[c][y][x]);
        }
      }
    }
    assertMaps(run(maps, 3, "bounded", new Layer.Tanh("bounded", "input", 2)), expected);
  }

  @Test
  void shouldPutZerosAroundMapsOfAnyNumber() {
    weight("conv", 2, 2, 5, 3, 3);
    double[][][] maps = maps(5);
    double[][][] expected = convolved(maps, "conv");
    assertMaps(run(maps, 2, "conv", conv("conv", "input", false)), expected);
  }

  /** Sums with what is read by the convolution itself, again later, and never again. */
  @Test
  void shouldAddConvolutionsToValuesWhereverTheseAreRead() {
    weight("start", 3, 3, 2, 3, 3);
    for (String name : List.of("first", "inner", "second", "third", "fourth")) {
      weight(name, 3, 3, 3, 3, 3);
    }
    // Six layers deep, values as large as those of one.
    weights.replaceAll((name, w) -> Tensor.f32(times(0.2f, w.toFloats()), w.shape()));
    double[][][] maps = maps(2);
    double[][][] start = rectified(convolved(maps, "start"));
    double[][][] block = sum(start, convolved(start, "first"));
    double[][][] other = sum(block, convolved(rectified(convolved(block, "inner")), "second"));
    double[][][] more = sum(other, convolved(rectified(convolved(other, "third")), "fourth"));
    assertMaps(
        run(
            maps,
            3,
            "last",
            conv("start", "input", true),
            conv("first", "start", false),
            new Layer.Add("block", "start", "first", false),
            conv("inner", "block", true),
            conv("second", "inner", false),
            new Layer.Add("other", "block", "second", false),
            conv("third", "other", true),
            conv("fourth", "third", false),
            new Layer.Add("more", "other", "fourth", false),
            new Layer.Add("last", "block", "more", false)),
        sum(block, more));
  }

  private static double[][][] rectified(double[][][] maps) {
    map(maps, v -> Math.max(0, v));
    return maps;
  }

  private static Layer conv(String name, String from, boolean relu) {
    return new Layer.Conv(name, from, 1, new int[] {1, 1}, 1, relu);
  }

  private static double[][][] sum(double[][][] a, double[][][] b) {
    double[][][] out = new double[a.length][SIZE][SIZE];
    for (int i = 0; i < a.length * SIZE * SIZE; i++) {
      int c = i / (SIZE * SIZE), y = i / SIZE % SIZE, x = i % SIZE;
      out[c][y][x] = a[c][y][x] + b[c][y][x];
    }
    return out;
  }

  /** Three by three, zeros around. */
  private double[][][] convolved(double[][][] maps, String name) {
    float[] k = weights.get(name + ".weight").toFloats();
    float[] bias = weights.get(name + ".bias").toFloats();
    double[][][] out = new double[bias.length][SIZE][SIZE];
    for (int o = 0; o < bias.length; o++) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          double sum = bias[o];
          for (int i = 0; i < maps.length * 9; i++) {
            int py = y + i / 3 % 3 - 1, px = x + i % 3 - 1;
            if (py >= 0 && px >= 0 && py < SIZE && px < SIZE) {
              sum += k[o * maps.length * 9 + i] * maps[i / 9][py][px];
            }
          }
          out[o][y][x] = sum;
        }
      }
    }
    return out;
  }

  @Test
  void shouldKeepTheGraphsOfShippedNetworksAsTheyAre() throws Exception {
    Path models = Path.of("models");
    int graphs = 0;
    for (ModelManifest.Model model : ModelManifest.read(models).models()) {
      if (model.file().endsWith(".safetensors")) {
        String json =
            Safetensors.read(models.resolve(model.file()))
                .metadata()
                .get(NetworkGraph.METADATA_KEY);
        if (json != null) {
          NetworkGraph graph = NetworkGraph.ofJson(json);
          boolean ofMaps = model.name().equals(DetailNetwork.MODEL);
          assertThat(graph.maps() != null).as(model.name()).isEqualTo(ofMaps);
          assertThat(graph.channels() == 3).as(model.name()).isEqualTo(!ofMaps);
          assertThat(graph.toJson()).isEqualTo(json);
          graphs++;
        }
      }
    }
    assertThat(graphs).isGreaterThanOrEqualTo(4);
  }

  @Test
  void shouldWriteAndReadGraphsOfMaps() {
    NetworkGraph graph =
        graph(
            5,
            2,
            "c",
            new Layer.TransposedConv("a", "input", true),
            new Layer.PixelShuffle("b", "a"),
            new Layer.Tanh("c", "b", 1));
    NetworkGraph read = NetworkGraph.ofJson(graph.toJson());
    assertThat(read).isEqualTo(graph);
    assertThat(read.channels()).isEqualTo(5);
  }

  @Test
  void shouldNotTakeMapsForPictures() {
    weight("up", 5, 2, 5, 3, 3);
    Safetensors file = file(graph(2, 5, "up", new Layer.TransposedConv("up", "input", false)));
    ByteBuffer input = ByteBuffer.allocateDirect(4096);
    try (Network network = Network.of(file, "maps")) {
      assertThatThrownBy(() -> network.forward(input, 1, SIZE, SIZE, result -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("maps");
    }
    assertThatThrownBy(() -> DetailNetwork.of(file, "other maps", NetworkDevice.CPU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other maps");
  }

  /** Runs one layer for each kind of device; the answers are the same, but for their rounding. */
  private float[] run(double[][][] maps, int outputs, String output, Layer... layers) {
    Safetensors file = file(graph(maps.length, outputs, output, layers));
    float[] first = null;
    for (TorchScriptCompiler.Target target : TorchScriptCompiler.Target.values()) {
      boolean half = target == TorchScriptCompiler.Target.CPU_BFLOAT16;
      if (half && !Precision.isBfloat16Fast()) {
        continue;
      }
      ByteBuffer input = ByteBuffer.allocateDirect(2 * 4 * maps.length * SIZE * SIZE);
      input.order(ByteOrder.nativeOrder());
      for (int n = 0; n < 2; n++) {
        for (double[][] map : maps) {
          for (double[] row : map) {
            for (double v : row) {
              input.putFloat((float) (n == 0 ? -v : v));
            }
          }
        }
      }
      float[][] out = new float[1][];
      try (Network network = Network.of(file, "test", Device.cpu(), target)) {
        network.forward(
            input,
            2,
            result -> {
              out[0] = new float[result.remaining() / 2];
              result.position(out[0].length).get(out[0]);
            });
      }
      if (half) {
        assertThat(out[0]).as("%s", target).containsExactly(first, within(0.1f));
      } else if (first != null) {
        assertThat(out[0]).as("%s", target).containsExactly(first, within(1e-5f));
      }
      first = half ? first : out[0];
    }
    return first;
  }

  private NetworkGraph graph(int channels, int outputs, String output, Layer... layers) {
    NetworkGraph.Output maps = new NetworkGraph.Output(List.of(output), outputs);
    return NetworkGraph.ofMaps(SIZE, channels, List.of(layers), List.of(maps));
  }

  private Safetensors file(NetworkGraph graph) {
    return Safetensors.of(weights, Map.of(NetworkGraph.METADATA_KEY, graph.toJson()));
  }

  /** Every input pixel adds its kernel around twice its place. */
  private double[][][] transposed(double[][][] in, String name) {
    Tensor w = weights.get(name + ".weight");
    int[] s = w.shape();
    float[] k = w.toFloats(), bias = weights.get(name + ".bias").toFloats();
    double[][][] out = new double[s[1]][2 * SIZE][2 * SIZE];
    for (int o = 0; o < s[1]; o++) {
      float start = bias[o];
      for (double[] row : out[o]) {
        Arrays.fill(row, start);
      }
      for (int i = 0; i < s[0]; i++) {
        for (int p = 0; p < SIZE * SIZE * s[2] * s[2]; p++) {
          int ky = p / s[2] % s[2], kx = p % s[2];
          int y = p / (s[2] * s[2]) / SIZE, x = p / (s[2] * s[2]) % SIZE;
          int py = 2 * y + ky - 1, px = 2 * x + kx - 1;
          if (py >= 0 && px >= 0 && py < 2 * SIZE && px < 2 * SIZE) {
            out[o][py][px] += k[((i * s[1] + o) * s[2] + ky) * s[2] + kx] * in[i][y][x];
          }
        }
      }
    }
    return out;
  }

  private static void assertMaps(float[] actual, double[][][] expected) {
    int side = expected[0].length;
    assertThat(actual).hasSize(expected.length * side * side);
    for (int i = 0; i < actual.length; i++) {
      int c = i / (side * side), y = i / side % side, x = i % side;
      assertThat((double) actual[i])
          .as("channel %d at %d, %d", c, x, y)
          .isCloseTo(expected[c][y][x], within(1e-4));
    }
  }

  @FunctionalInterface
  private interface Change {
    double of(double value);
  }

  private static void map(double[][][] values, Change change) {
    for (double[][] channel : values) {
      for (double[] row : channel) {
        for (int x = 0; x < row.length; x++) {
          row[x] = change.of(row[x]);
        }
      }
    }
  }

  private double[][][] maps(int channels) {
    double[][][] out = new double[channels][SIZE][SIZE];
    map(out, v -> (float) random.nextGaussian());
    return out;
  }

  private void weight(String name, int bias, int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    weights.put(name + ".weight", Tensor.f32(values(count), shape));
    weights.put(name + ".bias", Tensor.f32(values(bias), bias));
  }

  private static float[] times(float factor, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  private float[] values(int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }
}
