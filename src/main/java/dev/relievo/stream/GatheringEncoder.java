package dev.relievo.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoding (specification 1.12, "Binary Encoding") into one array of the right
 * length: what is small is written to a buffer that is kept, what is large is noted and copied
 * once, at the end. The images and meshes of a record are most of it.
 *
 * <p>A large {@code bytes} value must not change before {@link #toByteArray} has returned. Not
 * thread-safe.
 */
final class GatheringEncoder extends Encoder {

  /** From this length on a value is noted and not copied. */
  static final int LARGE = 1024;

  private static final int LONGEST_NUMBER = 10;

  private record Noted(int at, ByteBuffer value) {}

  private final List<Noted> noted = new ArrayList<>();
  private byte[] small = new byte[512];
  private int length;
  private int large;

  /** Forgets what was written. */
  void reset() {
    noted.clear();
    length = 0;
    large = 0;
  }

  /** All that was written since the last {@link #reset}. */
  byte[] toByteArray() {
    byte[] out = new byte[Math.addExact(length, large)];
    int from = 0, to = 0;
    for (Noted one : noted) {
      System.arraycopy(small, from, out, to, one.at - from);
      to += one.at - from;
      from = one.at;
      int size = one.value.remaining();
      one.value.get(one.value.position(), out, to, size);
      to += size;
    }
    System.arraycopy(small, from, out, to, length - from);
    return out;
  }

  private void reserve(int bytes) {
    if (bytes > small.length - length) {
      small = Arrays.copyOf(small, Math.max(Math.addExact(length, bytes), 2 * small.length));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void writeNull() {}

  @Override
  public void writeBoolean(boolean value) {
    reserve(1);
    small[length++] = (byte) (value ? 1 : 0);
  }

  @Override
  public void writeInt(int value) {
    writeLong(value);
  }

  /** Variable-length zig-zag: seven bits a byte, least significant first. */
  @Override
  public void writeLong(long value) {
    reserve(LONGEST_NUMBER);
    long bits = (value << 1) ^ (value >> 63);
    while ((bits & ~0x7fL) != 0) {
      small[length++] = (byte) (bits & 0x7f | 0x80);
      bits >>>= 7;
    }
    small[length++] = (byte) bits;
  }

  @Override
  public void writeFloat(float value) {
    littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
  }

  @Override
  public void writeDouble(double value) {
    littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
  }

  private void littleEndian(long bits, int bytes) {
    reserve(bytes);
    for (int i = 0; i < bytes; i++) {
      small[length++] = (byte) (bits >>> 8 * i);
    }
  }

  @Override
  public void writeString(Utf8 value) {
    writeBytes(value.getBytes(), 0, value.getByteLength());
  }

  @Override
  public void writeString(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    writeBytes(bytes, 0, bytes.length);
  }

  @Override
  public void writeBytes(ByteBuffer value) {
    writeLong(value.remaining());
    append(value.duplicate());
  }

  @Override
  public void writeBytes(byte[] bytes, int start, int size) {
    writeLong(size);
    writeFixed(bytes, start, size);
  }

  @Override
  public void writeFixed(byte[] bytes, int start, int size) {
    append(ByteBuffer.wrap(bytes, start, size));
  }

  private void append(ByteBuffer value) {
    int size = value.remaining();
    if (size >= LARGE) {
      noted.add(new Noted(length, value));
      large = Math.addExact(large, size);
      return;
    }
    reserve(size);
    value.get(value.position(), small, length, size);
    length += size;
  }

  @Override
  public void writeEnum(int value) {
    writeLong(value);
  }

  @Override
  public void writeArrayStart() {}

  @Override
  public void setItemCount(long count) {
    if (count > 0) {
      writeLong(count);
    }
  }

  @Override
  public void startItem() {}

  @Override
  public void writeArrayEnd() {
    writeLong(0);
  }

  @Override
  public void writeMapStart() {}

  @Override
  public void writeMapEnd() {
    writeLong(0);
  }

  @Override
  public void writeIndex(int index) {
    writeLong(index);
  }
}
