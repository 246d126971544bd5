package dev.relievo.train.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of records: a header that says what they were made of, then records of one length, little
 * endian. Records are only appended, so that work which was interrupted goes on where it stopped
 * (one that was cut off is overwritten), and read one at a time, so that a large set needs no
 * memory. Safe to read while another thread appends.
 *
 * @param <T> what a record holds
 */
public final class RecordFile<T> implements AutoCloseable {

  private static final int KEY = 64;

  /**
   * How a record is written.
   *
   * @param <T> what a record holds
   */
  public interface Codec<T> {
    /** Bytes a record. */
    int length();

    /** Writes a record from the buffer's position on. */
    void write(T value, ByteBuffer to);

    /** Reads a record from the buffer's position on. */
    T read(ByteBuffer from);
  }

  /** Not a channel: those close for everybody when a thread that reads is interrupted. */
  private final RandomAccessFile file;

  private final Codec<T> codec;
  private volatile int count;

  private RecordFile(RandomAccessFile file, Codec<T> codec) throws IOException {
    this.file = file;
    this.codec = codec;
    count = (int) Math.max(0, (file.length() - KEY) / codec.length());
  }

  /**
   * Opens a file, or begins it anew where its key is another.
   *
   * @param key {@value #KEY} ASCII characters: a hash of all that the records depend on
   */
  public static <T> RecordFile<T> open(Path path, String key, Codec<T> codec) throws IOException {
    byte[] wanted = key.getBytes(StandardCharsets.US_ASCII);
    if (wanted.length != KEY) {
      throw new IllegalArgumentException("a key has " + KEY + " characters, not " + wanted.length);
    }
    Files.createDirectories(path.toAbsolutePath().getParent());
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    byte[] actual = new byte[KEY];
    if (file.length() >= KEY) {
      file.readFully(actual);
    }
    if (!Arrays.equals(actual, wanted)) {
      file.setLength(0);
      file.write(wanted);
    }
    return new RecordFile<>(file, codec);
  }

  /** Records in the file. */
  public int count() {
    return count;
  }

  /** Appends a record; one thread at a time. */
  public void append(T value) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(codec.length()).order(ByteOrder.LITTLE_ENDIAN);
    codec.write(value, b);
    synchronized (this) {
      file.seek(KEY + (long) count * codec.length());
      file.write(b.array());
      count++;
    }
  }

  /** A record by its place. */
  public T read(int index) throws IOException {
    return codec.read(bytes(index, codec.length()));
  }

  /**
   * The first bytes of a record, little endian.
   *
   * @param length how many
   */
  public ByteBuffer bytes(int index, int length) throws IOException {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("face " + index + " of " + count);
    }
    byte[] record = new byte[length];
    synchronized (this) {
      file.seek(KEY + (long) index * codec.length());
      file.readFully(record);
    }
    return ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes a text in a fixed number of bytes: UTF-8, cut or padded with zeros.
   *
   * @param length bytes
   */
  public static void putText(String text, int length, ByteBuffer to) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int end = to.position() + length;
    to.put(bytes, 0, Math.min(bytes.length, length)).position(end);
  }

  /** Reads what {@link #putText} wrote. */
  public static String getText(int length, ByteBuffer from) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    int n = 0;
    while (n < length && bytes[n] != 0) {
      n++;
    }
    return new String(bytes, 0, n, StandardCharsets.UTF_8);
  }

  /** Writes numbers one after the other. */
  public static void putFloats(float[] values, ByteBuffer to) {
    for (float v : values) {
      to.putFloat(v);
    }
  }

  /** Reads numbers. */
  public static float[] getFloats(int count, ByteBuffer from) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = from.getFloat();
    }
    return out;
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
