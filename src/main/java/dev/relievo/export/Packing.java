package dev.relievo.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Ways to store a number: a float as it is, or an integer of which the largest stands for 1 (glTF
 * 2.0, 3.6.2.2: c = round(f x 127) for signed bytes, and so on). What is out of range is held at
 * its end.
 */
enum Packing {
  FLOAT(5126, 4, 0, 0),
  /** -1 to 1 by 8 bits. */
  BYTE(5120, 1, -127, 127),
  /** -1 to 1 by 16 bits. */
  SHORT(5122, 2, -32767, 32767),
  /** 0 to 1 by 16 bits. */
  UNSIGNED_SHORT(5123, 2, 0, 65535);

  /** Elements of vertices begin at multiples of this. */
  private static final int ALIGNMENT = 4;

  private final int componentType;
  private final int bytes;
  private final int least;
  private final int most;

  Packing(int componentType, int bytes, int least, int most) {
    this.componentType = componentType;
    this.bytes = bytes;
    this.least = least;
    this.most = most;
  }

  /** glTF's number of it. */
  int componentType() {
    return componentType;
  }

  /** Of a number. */
  int bytes() {
    return bytes;
  }

  boolean isNormalized() {
    return this != FLOAT;
  }

  /**
   * Packs the elements of vertices, each at a multiple of 4 bytes.
   *
   * @param values count x components, or more
   */
  Packed vertices(float[] values, int count, int components) {
    int stride = bytes * components + ALIGNMENT - 1 & -ALIGNMENT;
    return pack(values, count, components, stride);
  }

  /** Packs elements without gaps, as the values of sparse accessors lie. */
  Packed tight(float[] values, int count, int components) {
    return pack(values, count, components, bytes * components);
  }

  private Packed pack(float[] values, int count, int components, int stride) {
    ByteBuffer out =
        ByteBuffer.allocate(Math.multiplyExact(count, stride)).order(ByteOrder.LITTLE_ENDIAN);
    if (this == FLOAT) {
      out.asFloatBuffer().put(values, 0, count * components);
    } else {
      for (int i = 0, k = 0; i < count; i++) {
        for (int c = 0; c < components; c++) {
          put(out, i * stride + c * bytes, values[k++]);
        }
      }
    }
    return new Packed(this, components, stride, out);
  }

  private void put(ByteBuffer out, int at, float value) {
    int step = Math.max(least, Math.min(most, Math.round(value * most)));
    if (bytes == 1) {
      out.put(at, (byte) step);
    } else {
      out.putShort(at, (short) step);
    }
  }

  /** Numbers as they are stored: integers of up to 16 bits are floats without loss. */
  float[] stored(ByteBuffer from, int at, int count, int components, int stride) {
    ByteBuffer b = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] out = new float[count * components];
    if (this == FLOAT) {
      b.position(at).asFloatBuffer().get(out);
      return out;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = stored(b, at + i / components * stride + i % components * bytes);
    }
    return out;
  }

  private float stored(ByteBuffer b, int at) {
    return switch (this) {
      case FLOAT -> b.getFloat(at);
      case BYTE -> b.get(at);
      case SHORT -> b.getShort(at);
      case UNSIGNED_SHORT -> b.getShort(at) & 0xffff;
    };
  }
}
