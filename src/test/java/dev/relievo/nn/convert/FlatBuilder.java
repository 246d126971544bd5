package dev.relievo.nn.convert;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes small FlatBuffers: a table is a map from field number to value, where a value is an
 * Integer (32 bits), a Byte, a String, bytes, ints, a map (a table), or a list of maps.
 */
final class FlatBuilder {

  private ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * A file.
   *
   * @param identifier four characters
   */
  static ByteBuffer file(String identifier, Map<Integer, Object> root) {
    FlatBuilder b = new FlatBuilder();
    b.out.putInt(0).put(identifier.getBytes(StandardCharsets.US_ASCII));
    int table = b.table(root);
    b.out.putInt(0, table);
    return b.out.flip();
  }

  /** Writes vtable, table, and then what the table points to; gives the table's position. */
  private int table(Map<Integer, Object> fields) {
    Map<Integer, Object> sorted = new TreeMap<>(fields);
    int count = sorted.isEmpty() ? 0 : ((TreeMap<Integer, Object>) sorted).lastKey() + 1;
    int vtable = out.position();
    out.position(vtable + 4 + 2 * count);
    align();
    int table = out.position();
    out.putShort(vtable, (short) (4 + 2 * count));
    out.putShort(vtable + 2, (short) (4 + 4 * sorted.size()));
    out.putInt(table - vtable);
    int at = table + 4;
    for (int field : sorted.keySet()) {
      out.putShort(vtable + 4 + 2 * field, (short) (at - table));
      at += 4;
    }
    out.position(at);
    at = table + 4;
    for (Object value : sorted.values()) {
      write(at, value);
      at += 4;
    }
    return table;
  }

  @SuppressWarnings("unchecked")
  private void write(int at, Object value) {
    if (value instanceof Integer i) {
      out.putInt(at, i);
    } else if (value instanceof Byte b) {
      out.put(at, b);
    } else if (value instanceof Map<?, ?> fields) {
      out.putInt(at, table((Map<Integer, Object>) fields) - at);
    } else if (value instanceof List<?> tables) {
      vector(at, tables.size(), 4 * tables.size());
      int first = out.position() - 4 * tables.size();
      for (int i = 0; i < tables.size(); i++) {
        int slot = first + 4 * i;
        out.putInt(slot, table((Map<Integer, Object>) tables.get(i)) - slot);
      }
    } else if (value instanceof int[] ints) {
      vector(at, ints.length, 4 * ints.length);
      int first = out.position() - 4 * ints.length;
      for (int i = 0; i < ints.length; i++) {
        out.putInt(first + 4 * i, ints[i]);
      }
    } else {
      byte[] bytes =
          value instanceof String s ? s.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
      vector(at, bytes.length, bytes.length);
      out.put(out.position() - bytes.length, bytes);
    }
  }

  /** Makes room for a vector and points the slot at it. */
  private void vector(int slot, int count, int bytes) {
    align();
    out.putInt(slot, out.position() - slot);
    out.putInt(count);
    out.position(out.position() + bytes);
  }

  private void align() {
    out.position((out.position() + 3) / 4 * 4);
  }

  /** Shorts as little-endian bytes. */
  static byte[] bytes(short... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (short v : values) {
      bytes.write(v);
      bytes.write(v >> 8);
    }
    return bytes.toByteArray();
  }
}
