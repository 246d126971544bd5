package dev.relievo.nn.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.nn.Layer;
import dev.relievo.nn.NetworkGraph;
import dev.relievo.tensor.Half;
import dev.relievo.tensor.Safetensors;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversion of a TFLite file made by hand: convolution, ReLU, depthwise, pad, add, pool. */
class TfliteConverterTest {

  private static final int ADD = 0;
  private static final int CONV = 3;
  private static final int DEPTHWISE = 4;
  private static final int DEQUANTIZE = 6;
  private static final int RELU = 19;
  private static final int PAD = 34;
  private static final byte F32 = 0;
  private static final byte F16 = 1;
  private static final byte I32 = 2;

  private final List<Object> values = new ArrayList<>();
  private final List<Object> buffers = new ArrayList<>(List.of(Map.of()));
  private final List<Object> operators = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void shouldMoveChannelsFirstAndSpellOutPadding() {
    Safetensors file = TfliteConverter.convert(network(), Map.of("licence", "MIT"));

    // O x H x W x I counting up becomes O x I x H x W.
    float[] weight = file.get("conv1.weight").toFloats();
    assertThat(file.get("conv1.weight").shape()).containsExactly(2, 3, 3, 3);
    assertThat(weight[0]).isEqualTo(0);
    assertThat(weight[1]).isEqualTo(3);
    assertThat(weight[9]).isEqualTo(1);
    assertThat(weight[27]).isEqualTo(27);
    // 1 x H x W x C becomes C x 1 x H x W.
    assertThat(file.get("depthwise1.weight").shape()).containsExactly(2, 1, 3, 3);
    assertThat(file.get("depthwise1.weight").toFloats()).startsWith(0, 2, 4, 6).endsWith(15, 17);
    assertThat(file.metadata()).containsEntry("licence", "MIT");

    NetworkGraph graph = NetworkGraph.ofJson(file.metadata().get(NetworkGraph.METADATA_KEY));
    assertThat(graph.size()).isEqualTo(8);
    assertThat(graph.layers())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new Layer.Conv("conv1", "input", 2, new int[] {0, 1}, 1, true),
            new Layer.Conv("depthwise1", "conv1", 1, new int[] {1, 1}, 2, false),
            new Layer.Conv("conv2", "depthwise1", 1, new int[] {0, 0}, 1, false),
            new Layer.Add("add1", "conv1", "conv2", false));
    assertThat(graph.outputs()).containsExactly(new NetworkGraph.Output(List.of("add1"), 4));
  }

  @Test
  void shouldSurviveTheFile() throws Exception {
    Path path = folder.resolve("net.safetensors");
    Safetensors made = TfliteConverter.convert(network(), Map.of());
    made.write(path);

    Safetensors read = Safetensors.read(path);

    assertThat(read.metadata()).isEqualTo(made.metadata());
    assertThat(read.tensors().keySet()).isEqualTo(made.tensors().keySet());
    assertThat(read.get("conv2.weight").toFloats())
        .containsExactly(made.get("conv2.weight").toFloats());
  }

  @Test
  void shouldRefuseWhatIsNoTfliteFile() {
    assertThatThrownBy(() -> TfliteConverter.convert(ByteBuffer.allocate(64), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TFL3");
  }

  @Test
  void shouldNameAnOperatorItDoesNotKnow() {
    codes.add(99);

    assertThatThrownBy(() -> TfliteConverter.convert(file(0, 0), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99");
  }

  @Test
  void shouldRefuseAReluWhoseInputIsReadElsewhereToo() {
    int input = value(F32, null, 1, 8, 8, 3);
    int conv = value(F32, null, 1, 4, 4, 2);
    int relu = value(F32, null, 1, 4, 4, 2);
    int sum = value(F32, null, 1, 4, 4, 2);
    operator(CONV, conv, Map.of(0, (byte) 0, 1, 2, 2, 2), input, half(54, 2, 3, 3, 3), half(2, 2));
    operator(RELU, relu, Map.of(), conv);
    operator(ADD, sum, Map.of(), relu, conv);

    assertThatThrownBy(() -> TfliteConverter.convert(file(input, sum), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only reader");
  }

  /** Padding same, stride 2; ReLU; depthwise; 1 x 1 to four channels; plus the first, widened. */
  private ByteBuffer network() {
    int input = value(F32, null, 1, 8, 8, 3);
    int conv = value(F32, null, 1, 4, 4, 2);
    int relu = value(F32, null, 1, 4, 4, 2);
    int depthwise = value(F32, null, 1, 4, 4, 2);
    int wide = value(F32, null, 1, 4, 4, 4);
    int padded = value(F32, null, 1, 4, 4, 4);
    int sum = value(F32, null, 1, 4, 4, 4);
    operator(CONV, conv, Map.of(0, (byte) 0, 1, 2, 2, 2), input, half(54, 2, 3, 3, 3), half(2, 2));
    operator(RELU, relu, Map.of(), conv);
    operator(
        DEPTHWISE, depthwise, Map.of(1, 1, 2, 1, 3, 1), relu, half(18, 1, 3, 3, 2), half(2, 2));
    operator(
        CONV, wide, Map.of(0, (byte) 1, 1, 1, 2, 1), depthwise, half(8, 4, 1, 1, 2), half(4, 4));
    byte[] pads = new byte[32];
    pads[28] = 2;
    operator(PAD, padded, Map.of(), relu, value(I32, pads, 4, 2));
    operator(ADD, sum, Map.of(), padded, wide);
    return file(input, sum);
  }

  private ByteBuffer file(int input, int output) {
    Map<Integer, Object> graph =
        Map.of(0, values, 1, new int[] {input}, 2, new int[] {output}, 3, operators);
    List<Object> operatorCodes = new ArrayList<>();
    codes.forEach(code -> operatorCodes.add(Map.of(0, code.byteValue())));
    return FlatBuilder.file("TFL3", Map.of(0, 3, 1, operatorCodes, 2, List.of(graph), 4, buffers));
  }

  /** An f16 constant that counts up from 0, and its widening. */
  private int half(int count, int... shape) {
    short[] halves = new short[count];
    for (int i = 0; i < count; i++) {
      halves[i] = Half.fromFloat(i);
    }
    int narrow = value(F16, FlatBuilder.bytes(halves), shape);
    int wide = value(F32, null, shape);
    operator(DEQUANTIZE, wide, Map.of(), narrow);
    return wide;
  }

  private int value(byte type, byte[] data, int... shape) {
    Map<Integer, Object> fields = new HashMap<>(Map.of(0, shape, 1, type));
    if (data != null) {
      fields.put(2, buffers.size());
      buffers.add(Map.of(0, data));
    }
    values.add(fields);
    return values.size() - 1;
  }

  private void operator(int code, int output, Map<Integer, Object> options, int... inputs) {
    if (!codes.contains(code)) {
      codes.add(code);
    }
    operators.add(Map.of(0, codes.indexOf(code), 1, inputs, 2, new int[] {output}, 4, options));
  }
}
