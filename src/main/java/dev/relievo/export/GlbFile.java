package dev.relievo.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A binary glTF file in the making (glTF 2.0 specification, chapter 4.4): the JSON chunk and the
 * parts of the binary one, with the buffer views and accessors that say where they lie. With {@link
 * Compression#MESHOPT} vertices and triangles are coded; their buffer views then lie in a second
 * buffer, which is not in the file and which readers fill by decoding (EXT_meshopt_compression).
 */
final class GlbFile {

  static final int MAGIC = 0x46546c67;
  static final int JSON_CHUNK = 0x4e4f534a;
  static final int FILE_HEADER = 12;
  static final int CHUNK_HEADER = 8;

  private static final int VERSION = 2;
  private static final int BINARY_CHUNK = 0x004e4942;
  private static final String MESHOPT = "EXT_meshopt_compression";
  private static final String QUANTIZATION = "KHR_mesh_quantization";
  private static final int UNSIGNED_SHORT = 5123;
  private static final int UNSIGNED_INT = 5125;
  private static final int ARRAY_BUFFER = 34962;
  private static final int ELEMENT_ARRAY_BUFFER = 34963;

  /** 65535 itself restarts a primitive. */
  private static final int MAX_SHORT_VERTICES = 65535;

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ArrayNode views = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode accessors = JsonNodeFactory.instance.arrayNode();
  private final List<ByteBuffer> parts = new ArrayList<>();
  private final boolean coded;
  private int length;
  private int decodedLength;

  GlbFile(Compression compression) {
    coded = compression == Compression.MESHOPT;
    root.putObject("asset").put("version", "2.0").put("generator", "Relievo");
    if (compression != Compression.NONE) {
      require(QUANTIZATION);
    }
    if (coded) {
      require(MESHOPT);
    }
  }

  private void require(String extension) {
    root.withArray("extensionsUsed").add(extension);
    root.withArray("extensionsRequired").add(extension);
  }

  /** The JSON, but for accessors, buffer views and buffers. */
  ObjectNode root() {
    return root;
  }

  /** Has the only scene show these nodes and what is below them. */
  void scene(int... nodes) {
    ArrayNode shown = root.put("scene", 0).putArray("scenes").addObject().putArray("nodes");
    for (int node : nodes) {
      shown.add(node);
    }
  }

  /** Whether vertices are coded; sparse accessors cannot be. */
  boolean isCoded() {
    return coded;
  }

  /** Adds vertices; the index of their buffer view. */
  int vertices(Packed vertices) {
    ObjectNode view =
        coded
            ? decoded(Meshopt.vertices(vertices), vertices.count(), vertices.stride(), "ATTRIBUTES")
            : plain(vertices.bytes());
    view.put("byteStride", vertices.stride()).put("target", ARRAY_BUFFER);
    return views.size() - 1;
  }

  /** Adds triangles; the index of their accessor. */
  int triangles(int[] triangles, int vertices) {
    int bytes = indexBytes(vertices);
    ObjectNode view =
        coded
            ? decoded(Meshopt.triangles(triangles, vertices), triangles.length, bytes, "TRIANGLES")
            : plain(indices(triangles, vertices));
    view.put("target", ELEMENT_ARRAY_BUFFER);
    accessors
        .addObject()
        .put("bufferView", views.size() - 1)
        .put("componentType", indexType(vertices))
        .put("count", triangles.length)
        .put("type", "SCALAR");
    return accessors.size() - 1;
  }

  /** Adds what is no vertex, in any mode as it is; the index of its buffer view. */
  int data(ByteBuffer bytes) {
    plain(bytes);
    return views.size() - 1;
  }

  /** Indices of vertices as they lie in a file without coding. */
  static ByteBuffer indices(int[] indices, int vertices) {
    ByteBuffer out =
        ByteBuffer.allocate(indices.length * indexBytes(vertices)).order(ByteOrder.LITTLE_ENDIAN);
    if (isWide(vertices)) {
      out.asIntBuffer().put(indices);
      return out;
    }
    short[] narrow = new short[indices.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (short) indices[i];
    }
    out.asShortBuffer().put(narrow);
    return out;
  }

  /** glTF's number of what indices of so many vertices are. */
  static int indexType(int vertices) {
    return isWide(vertices) ? UNSIGNED_INT : UNSIGNED_SHORT;
  }

  /** Of an index of so many vertices. */
  static int indexBytes(int vertices) {
    return isWide(vertices) ? Integer.BYTES : Short.BYTES;
  }

  private static boolean isWide(int vertices) {
    return vertices > MAX_SHORT_VERTICES;
  }

  private ObjectNode plain(ByteBuffer bytes) {
    return views
        .addObject()
        .put("buffer", 0)
        .put("byteOffset", place(bytes))
        .put("byteLength", bytes.remaining());
  }

  private ObjectNode decoded(ByteBuffer code, int count, int stride, String mode) {
    int bytes = Math.multiplyExact(count, stride);
    ObjectNode view =
        views
            .addObject()
            .put("buffer", 1)
            .put("byteOffset", decodedLength)
            .put("byteLength", bytes);
    decodedLength = Math.addExact(decodedLength, padded(bytes));
    view.putObject("extensions")
        .putObject(MESHOPT)
        .put("buffer", 0)
        .put("byteOffset", place(code))
        .put("byteLength", code.remaining())
        .put("byteStride", stride)
        .put("mode", mode)
        .put("count", count);
    return view;
  }

  /** Has a part written at the next multiple of 4 of the binary chunk. */
  private int place(ByteBuffer part) {
    int at = length;
    parts.add(part);
    length = Math.addExact(length, padded(part.remaining()));
    return at;
  }

  /** An accessor of all elements of a buffer view, with its bounds where they are asked for. */
  int accessor(int view, Packed elements, boolean bounded) {
    ObjectNode accessor = accessor(elements, elements.count()).put("bufferView", view);
    if (bounded) {
      bound(accessor, elements.bounds(0, elements.count()));
    }
    return accessors.size() - 1;
  }

  /** A further accessor, which does not say yet where its elements lie. */
  ObjectNode accessor(Packed like, int count) {
    ObjectNode accessor =
        accessors
            .addObject()
            .put("componentType", like.packing().componentType())
            .put("count", count)
            .put("type", like.type());
    if (like.packing().isNormalized()) {
      accessor.put("normalized", true);
    }
    return accessor;
  }

  /** The index of the accessor that was added last. */
  int lastAccessor() {
    return accessors.size() - 1;
  }

  /** Least and then greatest value of each component. As double: floats are written exactly. */
  static void bound(ObjectNode accessor, double[] bounds) {
    for (int i = 0; i < bounds.length; i++) {
      accessor.withArray(i < bounds.length / 2 ? "min" : "max").add(bounds[i]);
    }
  }

  /** The file: a heap buffer that holds exactly it, position 0. */
  ByteBuffer write() {
    root.set("accessors", accessors);
    root.set("bufferViews", views);
    ArrayNode buffers = root.putArray("buffers");
    buffers.addObject().put("byteLength", length);
    if (coded) {
      ObjectNode decoded = buffers.addObject().put("byteLength", decodedLength);
      decoded.putObject("extensions").putObject(MESHOPT).put("fallback", true);
    }
    byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
    int jsonLength = padded(json.length);
    int total = Math.addExact(FILE_HEADER + 2 * CHUNK_HEADER + jsonLength, length);
    ByteBuffer out = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(VERSION).putInt(total);
    out.putInt(jsonLength).putInt(JSON_CHUNK).put(json);
    pad(out, ' ');
    out.putInt(length).putInt(BINARY_CHUNK);
    for (ByteBuffer part : parts) {
      out.put(part.duplicate());
      pad(out, '\0');
    }
    return out.flip();
  }

  private static void pad(ByteBuffer out, char with) {
    while ((out.position() & 3) != 0) {
      out.put((byte) with);
    }
  }

  private static int padded(int length) {
    return length + 3 & ~3;
  }
}
