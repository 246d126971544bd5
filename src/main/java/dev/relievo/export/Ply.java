package dev.relievo.export;

import dev.relievo.image.Bilinear;
import dev.relievo.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Binary little-endian PLY: millimetres in model space before pose, normals, and a colour per
 * vertex looked up in the texture.
 */
public final class Ply {

  private static final int VERTEX_BYTES = 6 * 4 + 3;
  private static final int FACE_BYTES = 1 + 3 * 4;

  private Ply() {}

  /**
   * Writes a mesh.
   *
   * @param texture the mesh's texture, decoded
   */
  public static byte[] write(TexturedMesh mesh, RgbImage texture) {
    int n = mesh.vertexCount();
    int faces = mesh.triangles().length / 3;
    byte[] header = header(n, faces);
    int length = Math.addExact(header.length + n * VERTEX_BYTES, faces * FACE_BYTES);
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).put(header);
    float[] colour = new float[3];
    for (int v = 0; v < n; v++) {
      for (int k = 3 * v; k < 3 * v + 3; k++) {
        out.putFloat(mesh.vertices()[k]);
      }
      for (int k = 3 * v; k < 3 * v + 3; k++) {
        out.putFloat(mesh.normals()[k]);
      }
      float x = mesh.uv()[2 * v] * texture.width(), y = mesh.uv()[2 * v + 1] * texture.height();
      Bilinear.read(texture, x, y, colour, 0);
      for (float c : colour) {
        out.put((byte) (c + 0.5f));
      }
    }
    for (int i = 0; i < mesh.triangles().length; i += 3) {
      out.put((byte) 3);
      out.putInt(mesh.triangles()[i]);
      out.putInt(mesh.triangles()[i + 1]);
      out.putInt(mesh.triangles()[i + 2]);
    }
    return out.array();
  }

  private static byte[] header(int vertices, int faces) {
    return ("ply\nformat binary_little_endian 1.0\n"
            + "comment Relievo; millimetres, +x to the subject's left, +y up, +z out of the face\n"
            + "element vertex "
            + vertices
            + "\nproperty float x\nproperty float y\nproperty float z\n"
            + "property float nx\nproperty float ny\nproperty float nz\n"
            + "property uchar red\nproperty uchar green\nproperty uchar blue\n"
            + "element face "
            + faces
            + "\nproperty list uchar int vertex_indices\nend_header\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
