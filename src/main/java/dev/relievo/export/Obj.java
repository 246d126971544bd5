package dev.relievo.export;

import java.nio.charset.StandardCharsets;

/**
 * Wavefront OBJ: millimetres in model space before pose, texture coordinates with the origin bottom
 * left as OBJ wants, and a material file that names the texture.
 */
public final class Obj {

  private static final int POSITION_DECIMALS = 4;
  private static final int UV_DECIMALS = 6;
  private static final int NORMAL_DECIMALS = 4;
  private static final int BYTES_PER_VERTEX = 90;
  private static final int BYTES_PER_TRIANGLE = 55;

  private Obj() {}

  /**
   * The mesh.
   *
   * @param materialFile name of the material file beside it, without blanks
   */
  public static byte[] write(TexturedMesh mesh, String materialFile) {
    int n = mesh.vertexCount();
    DecimalWriter out =
        new DecimalWriter(
            200 + n * BYTES_PER_VERTEX + mesh.triangles().length / 3 * BYTES_PER_TRIANGLE);
    out.text("# Relievo; millimetres, +x to the subject's left, +y up, +z out of the face\n");
    out.text("mtllib ").text(materialFile).text("\no ").text(mesh.name()).character('\n');
    triples(out, "v ", mesh.vertices(), n, POSITION_DECIMALS);
    for (int v = 0; v < n; v++) {
      out.text("vt ").decimal(mesh.uv()[2 * v], UV_DECIMALS).character(' ');
      out.decimal(1 - (double) mesh.uv()[2 * v + 1], UV_DECIMALS).character('\n');
    }
    triples(out, "vn ", mesh.normals(), n, NORMAL_DECIMALS);
    out.text("usemtl face\n");
    for (int i = 0; i < mesh.triangles().length; i += 3) {
      out.character('f');
      for (int k = 0; k < 3; k++) {
        int index = mesh.triangles()[i + k] + 1;
        out.character(' ').integer(index).character('/').integer(index);
        out.character('/').integer(index);
      }
      out.character('\n');
    }
    return out.toBytes();
  }

  private static void triples(DecimalWriter out, String tag, float[] xyz, int n, int decimals) {
    for (int v = 0; v < n; v++) {
      out.text(tag).decimal(xyz[3 * v], decimals).character(' ');
      out.decimal(xyz[3 * v + 1], decimals).character(' ');
      out.decimal(xyz[3 * v + 2], decimals).character('\n');
    }
  }

  /**
   * The material file.
   *
   * @param textureFile name of the texture beside it, without blanks
   */
  public static byte[] material(String textureFile) {
    return ("newmtl face\nKa 0 0 0\nKd 1 1 1\nKs 0 0 0\nillum 1\nmap_Kd " + textureFile + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
