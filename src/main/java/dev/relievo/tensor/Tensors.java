package dev.relievo.tensor;

import dev.relievo.record.DataType;
import dev.relievo.record.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Between {@code float[]} and the tensors that travel in records. */
public final class Tensors {

  private Tensors() {}

  /** An F32 record of these values; the shape's product must be their number. */
  public static Tensor of(float[] values, Integer... shape) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    Tensor tensor = new Tensor(DataType.F32, List.of(shape), data);
    check(tensor, shape);
    return tensor;
  }

  /**
   * The values of an F32 record.
   *
   * @param shape what it must be; -1 where any extent will do
   * @throws IllegalArgumentException where type, shape and bytes do not agree
   */
  public static float[] floats(Tensor tensor, Integer... shape) {
    check(tensor, shape);
    ByteBuffer data = tensor.getData();
    float[] out = new float[data.remaining() / 4];
    data.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(out);
    return out;
  }

  private static void check(Tensor tensor, Integer... shape) {
    List<Integer> actual = tensor.getShape();
    long count = 1;
    boolean fits = tensor.getDataType() == DataType.F32 && actual.size() == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      count *= actual.get(i);
      fits = actual.get(i) >= 0 && (shape[i] < 0 || shape[i].equals(actual.get(i)));
    }
    if (!fits || 4 * count != tensor.getData().remaining()) {
      throw new IllegalArgumentException(
          "expected an F32 tensor of shape "
              + Arrays.toString(shape)
              + ", got "
              + tensor.getDataType()
              + " "
              + actual
              + " in "
              + tensor.getData().remaining()
              + " bytes");
    }
  }
}
