package dev.relievo.nn.convert;

import dev.relievo.tensor.Half;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one sub-graph of a TFLite file (schema version 3): operators in execution order and
 * constants. Field numbers are those of TFLite's published schema.
 */
final class TfliteModel {

  /** Built-in operators in use here; the code is TFLite's. */
  enum Op {
    ADD(0),
    CONCATENATION(2),
    CONV_2D(3),
    DEPTHWISE_CONV_2D(4),
    DEQUANTIZE(6),
    MAX_POOL_2D(17),
    RELU(19),
    RESHAPE(22),
    RESIZE_BILINEAR(23),
    PAD(34),
    PRELU(54);

    private final int code;

    Op(int code) {
      this.code = code;
    }

    static Op of(int code) {
      for (Op op : values()) {
        if (op.code == code) {
          return op;
        }
      }
      throw new IllegalArgumentException(
          "the network has an operator that this converter does not know: TFLite code " + code);
    }
  }

  /**
   * An operator.
   *
   * @param options the built-in options table; null where absent
   */
  record Operator(Op op, int[] inputs, int[] outputs, FlatTable options) {}

  /**
   * A value.
   *
   * @param shape NHWC for feature maps
   * @param type TFLite's number: 0 f32, 1 f16, 2 i32
   * @param data the constant's bytes; empty for computed values
   */
  record Value(int[] shape, int type, ByteBuffer data) {}

  private static final int VERSION = 3;
  private static final int FLOAT32 = 0;
  private static final int FLOAT16 = 1;

  private final List<Value> values = new ArrayList<>();
  private final List<Operator> operators = new ArrayList<>();
  private final Map<Integer, Integer> dequantized = new HashMap<>();
  private final int[] inputs;
  private final int[] outputs;

  /**
   * Parses a file.
   *
   * @throws IllegalArgumentException where it is no TFLite file of this version, or uses what is
   *     not supported
   */
  TfliteModel(ByteBuffer file) {
    if (file.remaining() < 8
        || file.get(4) != 'T'
        || file.get(5) != 'F'
        || file.get(6) != 'L'
        || file.get(7) != '3') {
      throw new IllegalArgumentException("not a TFLite file: its identifier is not TFL3");
    }
    FlatTable model = FlatTable.root(file);
    if (model.intAt(0, 0) != VERSION || model.tables(2).size() != 1) {
      throw new IllegalArgumentException("expected one graph of TFLite schema version " + VERSION);
    }
    List<Op> codes = new ArrayList<>();
    for (FlatTable code : model.tables(1)) {
      codes.add(Op.of(Math.max(code.byteAt(0, 0), code.intAt(3, 0))));
    }
    List<FlatTable> buffers = model.tables(4);
    FlatTable graph = model.tables(2).get(0);
    for (FlatTable t : graph.tables(0)) {
      values.add(new Value(t.ints(0), t.byteAt(1, FLOAT32), buffers.get(t.intAt(2, 0)).bytes(0)));
    }
    for (FlatTable o : graph.tables(3)) {
      add(new Operator(codes.get(o.intAt(0, 0)), o.ints(1), o.ints(2), o.table(4)));
    }
    inputs = graph.ints(1);
    outputs = graph.ints(2);
  }

  private void add(Operator operator) {
    if (operator.op() == Op.DEQUANTIZE) {
      dequantized.put(operator.outputs()[0], operator.inputs()[0]);
    } else {
      operators.add(operator);
    }
  }

  /** Operators in execution order, without the widening of constants. */
  List<Operator> operators() {
    return operators;
  }

  /** Indices of the graph's inputs. */
  int[] inputs() {
    return inputs;
  }

  /** Indices of the graph's outputs. */
  int[] outputs() {
    return outputs;
  }

  /** Extents of a value, NHWC. */
  int[] shape(int value) {
    return values.get(value).shape();
  }

  /** A constant of floats, widened from f16 where stored so. */
  float[] floats(int value) {
    Value v = values.get(dequantized.getOrDefault(value, value));
    float[] out = new float[v.data().remaining() / (v.type() == FLOAT16 ? 2 : 4)];
    if (out.length == 0 || v.type() > FLOAT16) {
      throw new IllegalArgumentException("value " + value + " is no constant of floats");
    }
    for (int i = 0; i < out.length; i++) {
      out[i] =
          v.type() == FLOAT16 ? Half.toFloat(v.data().getShort(2 * i)) : v.data().getFloat(4 * i);
    }
    return out;
  }

  /** A constant of 32-bit integers. */
  int[] ints(int value) {
    ByteBuffer data = values.get(value).data();
    int[] out = new int[data.remaining() / 4];
    data.asIntBuffer().get(out);
    return out;
  }
}
