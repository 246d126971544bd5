package dev.relievo.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file of named tensors in the safetensors format: an 8-byte little-endian header length, a JSON
 * header, then the tensors' bytes. Reads and writes without the native engine, so that commands
 * that need no network start fast and the geometry packages stay free of it
 * (topology-docs/decisions/0003-safetensors-without-the-engine.md).
 */
public final class Safetensors {

  private static final int MAX_HEADER = 8 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /** Element types in use here, with their names in the format. */
  public enum Type {
    F32(4),
    F16(2),
    I32(4),
    I16(2),
    U8(1);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Size of an element. */
    public int bytes() {
      return bytes;
    }
  }

  /**
   * A tensor.
   *
   * @param type element type
   * @param shape extent of each axis, outermost first
   * @param data little endian, row-major; position 0 to limit is the tensor
   */
  public record Tensor(Type type, int[] shape, ByteBuffer data) {

    /** Checks that bytes and shape agree. */
    public Tensor {
      if (data.remaining() != Math.multiplyExact(count(shape), type.bytes())) {
        throw new IllegalArgumentException("a tensor's bytes do not match its shape");
      }
      data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A float tensor, kept as f32. */
    public static Tensor f32(float[] values, int... shape) {
      ByteBuffer b = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      b.asFloatBuffer().put(values);
      return new Tensor(Type.F32, shape, b);
    }

    /** A float tensor, rounded to f16. */
    public static Tensor f16(float[] values, int... shape) {
      ByteBuffer b = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
      for (float v : values) {
        b.putShort(Half.fromFloat(v));
      }
      return new Tensor(Type.F16, shape, b.flip());
    }

    /** An integer tensor. */
    public static Tensor i32(int[] values, int... shape) {
      ByteBuffer b = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      b.asIntBuffer().put(values);
      return new Tensor(Type.I32, shape, b);
    }

    /** A byte tensor. */
    public static Tensor u8(byte[] values, int... shape) {
      return new Tensor(Type.U8, shape, ByteBuffer.wrap(values));
    }

    /** Number of elements. */
    public int count() {
      return count(shape);
    }

    /** The elements as floats (F32, F16). */
    public float[] toFloats() {
      float[] out = new float[count()];
      switch (type) {
        case F32 -> data.asFloatBuffer().get(out);
        case F16 -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = Half.toFloat(data.getShort(2 * i));
          }
        }
        default -> throw new IllegalStateException("a tensor of " + type + " is not of floats");
      }
      return out;
    }

    /** The elements as integers (I32). */
    public int[] toInts() {
      if (type != Type.I32) {
        throw new IllegalStateException("a tensor of " + type + " is not of integers");
      }
      int[] out = new int[count()];
      data.asIntBuffer().get(out);
      return out;
    }

    /** The bytes (U8). */
    public byte[] toBytes() {
      byte[] out = new byte[data.remaining()];
      data.duplicate().get(out);
      return out;
    }

    private static int count(int[] shape) {
      int n = 1;
      for (int s : shape) {
        if (s < 0) {
          throw new IllegalArgumentException("a tensor's shape must not be negative");
        }
        n = Math.multiplyExact(n, s);
      }
      return n;
    }
  }

  /** A new set of tensors, written in the map's order. */
  public static Safetensors of(Map<String, Tensor> tensors, Map<String, String> metadata) {
    return new Safetensors(new LinkedHashMap<>(tensors), new TreeMap<>(metadata));
  }

  /** Maps a file; tensors are views of it. */
  public static Safetensors read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return parse(map(channel, file), file.toString());
    }
  }

  /** A file in memory, which the system reads as it is used. */
  static ByteBuffer map(FileChannel channel, Path file) throws IOException {
    if (channel.size() > Integer.MAX_VALUE) {
      throw new IOException(file + " has " + channel.size() + " bytes, 2 GiB are the most here");
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
  }

  /**
   * Parses bytes; tensors are views of them.
   *
   * @param name for error messages
   */
  public static Safetensors parse(ByteBuffer bytes, String name) throws IOException {
    ByteBuffer b = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long length = b.remaining() < 8 ? -1 : b.getLong();
    if (length < 2 || length > MAX_HEADER || length > b.remaining()) {
      throw new IOException(name + " is not a safetensors file: its header length is wrong");
    }
    byte[] header = new byte[(int) length];
    b.get(header);
    ByteBuffer body = b.slice();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new TreeMap<>();
    JsonNode root = JSON.readTree(header);
    for (Map.Entry<String, JsonNode> e : root.properties()) {
      if (e.getKey().equals("__metadata__")) {
        e.getValue().properties().forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
      } else {
        tensors.put(e.getKey(), tensor(name, e.getKey(), e.getValue(), body));
      }
    }
    return new Safetensors(tensors, metadata);
  }

  private static Tensor tensor(String file, String name, JsonNode node, ByteBuffer body)
      throws IOException {
    try {
      Type type = Type.valueOf(node.path("dtype").asText());
      List<Integer> shape = new ArrayList<>();
      node.path("shape").forEach(s -> shape.add(s.intValue()));
      int from = Math.toIntExact(node.path("data_offsets").path(0).longValue());
      int to = Math.toIntExact(node.path("data_offsets").path(1).longValue());
      return new Tensor(
          type, shape.stream().mapToInt(i -> i).toArray(), body.slice(from, to - from));
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new IOException(file + ": tensor " + name + " is malformed: " + e.getMessage(), e);
    }
  }

  /** Writes the file. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode m = root.putObject("__metadata__");
      metadata.forEach(m::put);
    }
    int offset = 0;
    for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
      Tensor t = e.getValue();
      ObjectNode node = root.putObject(e.getKey()).put("dtype", t.type().name());
      for (int s : t.shape()) {
        node.withArray("shape").add(s);
      }
      if (t.shape().length == 0) {
        node.putArray("shape");
      }
      int end = Math.addExact(offset, t.data().remaining());
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = JSON.writeValueAsBytes(root);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer out =
        ByteBuffer.allocate(Math.addExact(8 + padded, offset)).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(padded).put(json);
    out.put(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
    tensors.values().forEach(t -> out.put(t.data().duplicate()));
    if (file.toAbsolutePath().getParent() != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    Files.write(file, out.array());
  }

  /** A tensor by name; a missing one is an error that names it. */
  public Tensor get(String name) {
    Tensor t = tensors.get(name);
    if (t == null) {
      throw new IllegalArgumentException(
          "no tensor " + name + " in the file; it has " + tensors.keySet());
    }
    return t;
  }

  /** All tensors, in the file's order. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /** Free-form strings of the header. */
  public Map<String, String> metadata() {
    return metadata;
  }
}
