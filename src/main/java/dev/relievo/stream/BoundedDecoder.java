package dev.relievo.stream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoding (specification 1.12, "Binary Encoding") over one array, for input that
 * nobody vouches for: a length is compared with what is left of the array before anything is
 * allocated, so a record of n bytes cannot ask for more than n bytes or n array items.
 *
 * <p>Values of type {@code bytes} are read-only views of the array, not copies: an image of
 * megabytes is not touched by decoding.
 */
final class BoundedDecoder extends Decoder {

  private final byte[] data;
  private final ByteBuffer littleEndian;
  private int position;

  BoundedDecoder(byte[] data, int offset) {
    this.data = data;
    this.littleEndian = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    this.position = offset;
  }

  /** Bytes not yet read. */
  int remaining() {
    return data.length - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    return data[advance(1)] == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new AvroRuntimeException("an int that does not fit 32 bits: " + value);
    }
    return (int) value;
  }

  /** Variable-length zig-zag: seven bits a byte, least significant first. */
  @Override
  public long readLong() throws IOException {
    long bits = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = data[advance(1)];
      bits |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return (bits >>> 1) ^ -(bits & 1);
      }
    }
    throw new AvroRuntimeException("a number longer than ten bytes");
  }

  @Override
  public float readFloat() throws IOException {
    return littleEndian.getFloat(advance(Float.BYTES));
  }

  @Override
  public double readDouble() throws IOException {
    return littleEndian.getDouble(advance(Double.BYTES));
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    int length = length();
    return new String(data, advance(length), length, StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    advance(length());
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    int length = length();
    return ByteBuffer.wrap(data, advance(length), length).slice().asReadOnlyBuffer();
  }

  @Override
  public void skipBytes() throws IOException {
    advance(length());
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    System.arraycopy(data, advance(length), bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    advance(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  /**
   * Items of the next block. A negative count is followed by the block's size in bytes, which only
   * helps to skip. Each item takes a byte at least, as no schema here has items of no size.
   */
  @Override
  public long readArrayStart() throws IOException {
    long count = readLong();
    if (count < 0) {
      count = -count;
      readLong();
    }
    if (count < 0 || count > remaining()) {
      throw new AvroRuntimeException(
          "an array of " + count + " items in the last " + remaining() + " bytes");
    }
    return count;
  }

  @Override
  public long arrayNext() throws IOException {
    return readArrayStart();
  }

  /** Skips blocks of known size; 0 at the end, else items that the caller must skip. */
  @Override
  public long skipArray() throws IOException {
    for (long count = readLong(); count != 0; count = readLong()) {
      if (count > 0) {
        return count;
      }
      advance(length());
    }
    return 0;
  }

  @Override
  public long readMapStart() throws IOException {
    return readArrayStart();
  }

  @Override
  public long mapNext() throws IOException {
    return readArrayStart();
  }

  @Override
  public long skipMap() throws IOException {
    return skipArray();
  }

  private int length() throws IOException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new AvroRuntimeException(
          "a value of " + length + " bytes in the last " + remaining() + " bytes");
    }
    return (int) length;
  }

  private int advance(int length) throws EOFException {
    if (length > remaining()) {
      throw new EOFException("the record ends within a value");
    }
    int start = position;
    position += length;
    return start;
  }
}
