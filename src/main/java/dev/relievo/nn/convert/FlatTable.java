package dev.relievo.nn.convert;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of a FlatBuffer, read by field number. Only what a network file needs: scalars, strings,
 * sub-tables and vectors. The layout is that of the FlatBuffers specification: a table starts with
 * the signed distance to its vtable, and the vtable holds each field's 16-bit offset, 0 where the
 * field has its default value.
 */
final class FlatTable {

  private final ByteBuffer bytes;
  private final int position;

  private FlatTable(ByteBuffer bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  /** The root table of a buffer. */
  static FlatTable root(ByteBuffer file) {
    ByteBuffer bytes = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    return new FlatTable(bytes, bytes.getInt(0));
  }

  /** A byte-sized scalar (bool, enum). */
  int byteAt(int field, int otherwise) {
    int at = find(field);
    return at == 0 ? otherwise : bytes.get(at);
  }

  /** A 32-bit scalar. */
  int intAt(int field, int otherwise) {
    int at = find(field);
    return at == 0 ? otherwise : bytes.getInt(at);
  }

  /** A string; empty where absent. */
  String string(int field) {
    return StandardCharsets.UTF_8.decode(bytes(field)).toString();
  }

  /** A vector of bytes, as a view; empty where absent. */
  ByteBuffer bytes(int field) {
    int at = find(field);
    return at == 0 ? ByteBuffer.allocate(0) : vector(at, 1).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A vector of 32-bit integers; empty where absent. */
  int[] ints(int field) {
    int at = find(field);
    if (at == 0) {
      return new int[0];
    }
    ByteBuffer vector = vector(at, 4).order(ByteOrder.LITTLE_ENDIAN);
    int[] out = new int[vector.remaining() / 4];
    vector.asIntBuffer().get(out);
    return out;
  }

  /** A sub-table; null where absent. */
  FlatTable table(int field) {
    int at = find(field);
    return at == 0 ? null : new FlatTable(bytes, follow(at));
  }

  /** A vector of tables; empty where absent. */
  List<FlatTable> tables(int field) {
    List<FlatTable> out = new ArrayList<>();
    int at = find(field);
    if (at != 0) {
      int first = follow(at) + 4;
      int count = bytes.getInt(first - 4);
      for (int i = 0; i < count; i++) {
        out.add(new FlatTable(bytes, follow(first + 4 * i)));
      }
    }
    return out;
  }

  private ByteBuffer vector(int at, int elementSize) {
    int start = follow(at);
    return bytes.slice(start + 4, Math.multiplyExact(bytes.getInt(start), elementSize));
  }

  /** Offsets count from where they stand. */
  private int follow(int at) {
    return at + bytes.getInt(at);
  }

  /** Where a field's value stands; 0 where it has its default. */
  private int find(int field) {
    int vtable = position - bytes.getInt(position);
    int entry = 4 + 2 * field;
    if (entry >= Short.toUnsignedInt(bytes.getShort(vtable))) {
      return 0;
    }
    int offset = Short.toUnsignedInt(bytes.getShort(vtable + entry));
    return offset == 0 ? 0 : position + offset;
  }
}
