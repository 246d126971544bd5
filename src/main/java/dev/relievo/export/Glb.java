package dev.relievo.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Binary glTF 2.0 (Khronos, glTF 2.0 specification, chapter 4.4): one mesh with positions in
 * metres, +y up, normals, texture coordinates, indices, and the texture embedded as base colour of
 * a rough, non-metallic material; where the mesh has a normal map, that too, and tangents. Written
 * in one pass into one buffer of the exact size; the bytes of images are passed through.
 */
public final class Glb {

  private static final int MAGIC = 0x46546c67;
  private static final int VERSION = 2;
  private static final int JSON_CHUNK = 0x4e4f534a;
  private static final int BINARY_CHUNK = 0x004e4942;
  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Glb() {}

  /**
   * Writes a mesh.
   *
   * @return a heap buffer that holds exactly the file, position 0
   */
  public static ByteBuffer write(TexturedMesh mesh) {
    GlbLayout layout = new GlbLayout(mesh);
    float[] bounds = new float[6];
    float[] metres = metres(mesh.vertices(), bounds);
    byte[] json = layout.json(bounds).toString().getBytes(StandardCharsets.UTF_8);
    int jsonLength = padded(json.length);
    int length = FILE_HEADER + 2 * CHUNK_HEADER + jsonLength + layout.length();
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(VERSION).putInt(length);
    out.putInt(jsonLength).putInt(JSON_CHUNK).put(json);
    pad(out, jsonLength - json.length, ' ');
    out.putInt(layout.length()).putInt(BINARY_CHUNK);
    putFloats(out, metres, metres.length);
    putFloats(out, mesh.normals(), metres.length);
    putFloats(out, mesh.uv(), mesh.uv().length);
    putIndices(out, mesh.triangles(), layout.wideIndices());
    putPadded(out, mesh.texture());
    if (mesh.normalMap() != null) {
      putFloats(out, mesh.normalMap().tangents(), 4 * mesh.vertexCount());
      putPadded(out, mesh.normalMap().image());
    }
    return out.flip();
  }

  /**
   * The embedded texture of a file that {@link #write} made.
   *
   * @param glb the file, position to limit; left alone
   * @return a view of the file's bytes
   * @throws IllegalArgumentException where the bytes are no such file
   */
  public static Texture readTexture(ByteBuffer glb) {
    ByteBuffer b = glb.slice().order(ByteOrder.LITTLE_ENDIAN);
    try {
      if (b.getInt(0) != MAGIC || b.getInt(16) != JSON_CHUNK) {
        throw new IllegalArgumentException("these bytes are no binary glTF file");
      }
      int jsonLength = b.getInt(FILE_HEADER);
      byte[] json = new byte[Math.min(jsonLength, b.limit())];
      b.get(FILE_HEADER + CHUNK_HEADER, json);
      JsonNode root = JSON.readTree(json);
      JsonNode view = root.at("/bufferViews/" + root.at("/images/0/bufferView").asInt(-1));
      int binary = FILE_HEADER + 2 * CHUNK_HEADER + jsonLength;
      return Texture.of(
          b.slice(binary + view.path("byteOffset").asInt(), view.path("byteLength").asInt()));
    } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException("the binary glTF file is damaged", e);
    }
  }

  /** Scales to metres and finds the bounds of what is really written. */
  private static float[] metres(float[] millimetres, float[] bounds) {
    for (int axis = 0; axis < 3; axis++) {
      bounds[axis] = Float.POSITIVE_INFINITY;
      bounds[3 + axis] = Float.NEGATIVE_INFINITY;
    }
    float[] out = new float[millimetres.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = millimetres[i] / 1000;
      bounds[i % 3] = Math.min(bounds[i % 3], out[i]);
      bounds[3 + i % 3] = Math.max(bounds[3 + i % 3], out[i]);
    }
    return out;
  }

  private static void putFloats(ByteBuffer out, float[] values, int count) {
    out.asFloatBuffer().put(values, 0, count);
    out.position(out.position() + 4 * count);
  }

  private static void putIndices(ByteBuffer out, int[] indices, boolean wide) {
    if (wide) {
      out.asIntBuffer().put(indices);
      out.position(out.position() + 4 * indices.length);
    } else {
      for (int index : indices) {
        out.putShort((short) index);
      }
      pad(out, -out.position() & 3, '\0');
    }
  }

  private static void putPadded(ByteBuffer out, Texture image) {
    out.put(image.data().duplicate());
    pad(out, -out.position() & 3, '\0');
  }

  private static void pad(ByteBuffer out, int count, char with) {
    for (int i = 0; i < count; i++) {
      out.put((byte) with);
    }
  }

  static int padded(int length) {
    return length + 3 & ~3;
  }
}
