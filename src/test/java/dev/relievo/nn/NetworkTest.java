package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each layer against the plain definition, on a small network that has them all. */
class NetworkTest {

  private static final int SIZE = 8;
  private final Random random = new Random(5);
  private final Map<String, Tensor> weights = new LinkedHashMap<>();

  @Test
  void shouldComputeEveryLayerAsDefined() {
    weight("conv1", 4, 3, 3);
    weight("depthwise1", 4, 1, 3);
    weight("conv2", 6, 4, 1);
    weights.put("prelu1.slope", Tensor.f32(values(6), 6));
    NetworkGraph graph =
        new NetworkGraph(
            SIZE,
            List.of(
                new Layer.Conv("conv1", "input", 2, new int[] {0, 1}, 1, true),
                new Layer.MaxPool("pool1", "conv1"),
                new Layer.Conv("depthwise1", "conv1", 2, new int[] {0, 1}, 4, false),
                new Layer.Conv("conv2", "depthwise1", 1, new int[] {0, 0}, 1, false),
                new Layer.Add("add1", "pool1", "conv2", false),
                new Layer.Prelu("prelu1", "add1"),
                new Layer.Upsample("up1", "prelu1")),
            List.of(new NetworkGraph.Output(List.of("up1"), 6)));
    double[][][] picture = picture(3, SIZE);

    float[] actual = run(graph, picture, TorchScriptCompiler.Target.CPU);
    assertThat(run(graph, picture, TorchScriptCompiler.Target.ANY))
        .containsExactly(actual, within(1e-5f));

    double[][][] conv1 = convolve(picture, "conv1", 2, 0, 1, 1);
    map(conv1, (c, v) -> Math.max(0, v));
    double[][][] sum = convolve(convolve(conv1, "depthwise1", 2, 0, 1, 4), "conv2", 1, 0, 0, 1);
    float[] slope = weights.get("prelu1.slope").toFloats();
    for (int c = 0; c < 4; c++) {
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 2; x++) {
          sum[c][y][x] +=
              Math.max(
                  Math.max(conv1[c][2 * y][2 * x], conv1[c][2 * y][2 * x + 1]),
                  Math.max(conv1[c][2 * y + 1][2 * x], conv1[c][2 * y + 1][2 * x + 1]));
        }
      }
    }
    map(sum, (c, v) -> v < 0 ? slope[c] * v : v);
    assertThat(actual).hasSize(4 * 4 * 6);
    for (int y = 0, i = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        for (int c = 0; c < 6; c++) {
          assertThat((double) actual[i++])
              .as("channel %d at %d, %d", c, x, y)
              .isCloseTo(upsampled(sum[c], x, y), within(1e-4));
        }
      }
    }
  }

  @Test
  void shouldRefuseToOverwriteAValueThatIsStillNeeded() {
    weight("conv1", 4, 3, 3);
    weights.put("prelu1.slope", Tensor.f32(values(4), 4));
    NetworkGraph graph =
        new NetworkGraph(
            SIZE,
            List.of(
                new Layer.Conv("conv1", "input", 2, new int[] {0, 1}, 1, false),
                new Layer.Prelu("prelu1", "conv1")),
            List.of(
                new NetworkGraph.Output(List.of("prelu1"), 4),
                new NetworkGraph.Output(List.of("conv1"), 4)));

    assertThatThrownBy(() -> run(graph, picture(3, SIZE), TorchScriptCompiler.Target.CPU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("conv1");
  }

  @Test
  void shouldNameTheFileThatHoldsNoNetwork() {
    assertThatThrownBy(() -> Network.of(Safetensors.of(Map.of(), Map.of()), "empty"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
  }

  private float[] run(NetworkGraph graph, double[][][] picture, TorchScriptCompiler.Target target) {
    Safetensors file = Safetensors.of(weights, Map.of(NetworkGraph.METADATA_KEY, graph.toJson()));
    try (Network network = Network.of(file, "test", Device.cpu(), target)) {
      int side = network.padded(SIZE);
      ByteBuffer input = ByteBuffer.allocateDirect(4 * 3 * side * side);
      input.order(ByteOrder.nativeOrder());
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          for (int c = 0; c < 3; c++) {
            input.putFloat(
                4 * (3 * ((y + network.border()) * side + x + network.border()) + c),
                (float) picture[c][y][x]);
          }
        }
      }
      float[][] out = new float[1][];
      network.forward(
          input,
          1,
          SIZE,
          SIZE,
          result -> {
            out[0] = new float[result.remaining()];
            result.get(out[0]);
          });
      return out[0];
    }
  }

  private double[][][] convolve(
      double[][][] in, String name, int stride, int before, int after, int groups) {
    Tensor w = weights.get(name + ".weight");
    float[] k = w.toFloats();
    float[] bias = weights.get(name + ".bias").toFloats();
    int[] s = w.shape();
    int side = (in[0].length + before + after - s[2]) / stride + 1;
    double[][][] out = new double[s[0]][side][side];
    for (int o = 0; o < s[0]; o++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          double sum = bias[o];
          for (int i = 0; i < s[1]; i++) {
            double[][] from = in[groups == 1 ? i : o];
            for (int dy = 0; dy < s[2]; dy++) {
              for (int dx = 0; dx < s[3]; dx++) {
                int py = y * stride + dy - before;
                int px = x * stride + dx - before;
                if (py >= 0 && px >= 0 && py < from.length && px < from.length) {
                  sum += k[((o * s[1] + i) * s[2] + dy) * s[3] + dx] * from[py][px];
                }
              }
            }
          }
          out[o][y][x] = sum;
        }
      }
    }
    return out;
  }

  /** Bilinear by two with half-pixel centres, clamped to the edge. */
  private static double upsampled(double[][] in, int x, int y) {
    double px = Math.max(0, (x + 0.5) / 2 - 0.5);
    double py = Math.max(0, (y + 0.5) / 2 - 0.5);
    int x0 = (int) px;
    int y0 = (int) py;
    int x1 = Math.min(x0 + 1, in.length - 1);
    int y1 = Math.min(y0 + 1, in.length - 1);
    double top = in[y0][x0] * (1 - px + x0) + in[y0][x1] * (px - x0);
    double bottom = in[y1][x0] * (1 - px + x0) + in[y1][x1] * (px - x0);
    return top * (1 - py + y0) + bottom * (py - y0);
  }

  @FunctionalInterface
  private interface Change {
    double of(int channel, double value);
  }

  private static void map(double[][][] values, Change change) {
    for (int c = 0; c < values.length; c++) {
      for (double[] row : values[c]) {
        for (int x = 0; x < row.length; x++) {
          row[x] = change.of(c, row[x]);
        }
      }
    }
  }

  private double[][][] picture(int channels, int side) {
    double[][][] out = new double[channels][side][side];
    map(out, (c, v) -> (float) random.nextGaussian());
    return out;
  }

  private void weight(String name, int out, int in, int kernel) {
    weights.put(
        name + ".weight", Tensor.f32(values(out * in * kernel * kernel), out, in, kernel, kernel));
    weights.put(name + ".bias", Tensor.f32(values(out), out));
  }

  private float[] values(int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  @Test
  void shouldSayWhichDevicesThereAre() {
    assertThat(NetworkDevice.of("cpu").name()).isEqualTo("cpu");
    assertThat(NetworkDevice.of("auto").name()).matches("cpu|gpu:0");
    assertThatThrownBy(() -> NetworkDevice.of("gpu:99"))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("gpu:99");
    for (String wrong : List.of("tpu", "gpu", "gpu:", "gpu:x", "gpu:-1")) {
      assertThatThrownBy(() -> NetworkDevice.of(wrong))
          .isInstanceOf(DeviceUnavailableException.class)
          .hasMessageContaining("auto, cpu or gpu:N");
    }
  }
}
