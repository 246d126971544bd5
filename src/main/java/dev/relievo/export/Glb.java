package dev.relievo.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Binary glTF 2.0: one mesh in metres, +y up, with normals, texture coordinates and the texture
 * embedded as base colour of a rough, non-metallic material; where the mesh has a normal map, that
 * too, and tangents; where the face has expressions, morph targets; where it moves, an animation.
 * The bytes of images are passed through.
 */
public final class Glb {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Glb() {}

  /**
   * Writes a mesh.
   *
   * @return a heap buffer that holds exactly the file, position 0
   */
  public static ByteBuffer write(TexturedMesh mesh) {
    return write(mesh, Compression.NONE);
  }

  /**
   * Writes a mesh.
   *
   * @return a heap buffer that holds exactly the file, position 0
   */
  public static ByteBuffer write(TexturedMesh mesh, Compression compression) {
    return write(mesh, null, compression);
  }

  /**
   * Writes a neutral face with its expressions.
   *
   * @param expressions null where there are none
   * @return a heap buffer that holds exactly the file, position 0
   */
  static ByteBuffer write(TexturedMesh mesh, Expressions expressions, Compression compression) {
    GlbFile file = new GlbFile(compression);
    VertexFormat format = geometry(file, mesh, expressions, compression);
    file.scene(0);
    ObjectNode node = file.root().putArray("nodes").addObject();
    format.undo(node.put("name", mesh.name()).put("mesh", 0));
    return file.write();
  }

  /**
   * Writes a neutral face that moves.
   *
   * @return a heap buffer that holds exactly the file, position 0
   */
  static ByteBuffer write(
      TexturedMesh mesh, Expressions expressions, Motion motion, Compression compression) {
    GlbFile file = new GlbFile(compression);
    VertexFormat format = geometry(file, mesh, expressions, compression);
    GlbMotion.add(file, mesh.name(), format, motion);
    return file.write();
  }

  private static VertexFormat geometry(
      GlbFile file, TexturedMesh mesh, Expressions expressions, Compression compression) {
    VertexFormat format = VertexFormat.of(compression, mesh.vertices());
    GlbGeometry.add(file, mesh, format, expressions);
    GlbMaterial.add(mesh, file);
    return format;
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
      if (b.getInt(0) != GlbFile.MAGIC || b.getInt(16) != GlbFile.JSON_CHUNK) {
        throw new IllegalArgumentException("these bytes are no binary glTF file");
      }
      int jsonLength = b.getInt(GlbFile.FILE_HEADER);
      byte[] json = new byte[Math.min(jsonLength, b.limit())];
      b.get(GlbFile.FILE_HEADER + GlbFile.CHUNK_HEADER, json);
      JsonNode root = JSON.readTree(json);
      JsonNode view = root.at("/bufferViews/" + root.at("/images/0/bufferView").asInt(-1));
      int binary = GlbFile.FILE_HEADER + 2 * GlbFile.CHUNK_HEADER + jsonLength;
      return Texture.of(
          b.slice(binary + view.path("byteOffset").asInt(), view.path("byteLength").asInt()));
    } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException("the binary glTF file is damaged", e);
    }
  }
}
