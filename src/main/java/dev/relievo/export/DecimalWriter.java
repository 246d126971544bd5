package dev.relievo.export;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text with fixed-point numbers, without the cost of {@code String.format}. */
final class DecimalWriter {

  private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
  private static final int LONGEST = 32;

  private byte[] bytes;
  private int length;

  DecimalWriter(int expected) {
    bytes = new byte[expected];
  }

  DecimalWriter text(String text) {
    byte[] more = text.getBytes(StandardCharsets.UTF_8);
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  DecimalWriter character(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  DecimalWriter integer(long value) {
    reserve(LONGEST);
    if (value < 0) {
      bytes[length++] = '-';
    }
    digits(Math.abs(value), 1);
    return this;
  }

  /** A number rounded to 1 to 6 decimals; one that is not finite is an error. */
  DecimalWriter decimal(double value, int decimals) {
    if (!(Math.abs(value) < 1e12)) {
      throw new IllegalArgumentException("cannot write the number " + value);
    }
    reserve(LONGEST);
    long scaled = Math.round(Math.abs(value) * POWERS[decimals]);
    if (value < 0 && scaled != 0) {
      bytes[length++] = '-';
    }
    digits(scaled / POWERS[decimals], 1);
    bytes[length++] = '.';
    digits(scaled % POWERS[decimals], decimals);
    return this;
  }

  private void digits(long value, int least) {
    int count = least;
    for (long rest = value / POWERS[least]; rest > 0; rest /= 10) {
      count++;
    }
    long rest = value;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
