package dev.relievo.export;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Wavefront OBJ: millimetres in model space before pose, texture coordinates with the origin bottom
 * left as OBJ wants, and a material file that names the texture and, where there is relief, its
 * maps. The mesh is the coarse one: a renderer that displaces it splits it itself.
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
   * The material file of a face without relief.
   *
   * @param textureFile name of the texture beside it, without blanks
   */
  public static byte[] material(String textureFile) {
    return bytes(surface(textureFile));
  }

  /**
   * The material file of a face with relief.
   *
   * <p>{@code -mm base gain} turns a picture's value x, 0 to 1, into base + gain x (Alias
   * Wavefront, "Object Files", appendix B1): of 16 bits, 65535 x is the value.
   *
   * @param textureFile names of files beside it, without blanks: the texture,
   * @param normalFile the tangent-space normal map,
   * @param displacementFile and the displacement map, 16-bit grey
   * @param scale millimetres a step of the displacement map
   */
  public static byte[] material(
      String textureFile, String normalFile, String displacementFile, float scale) {
    double step = Double.parseDouble(Float.toString(scale));
    String relief =
        """
        # Relief along the normal in mm: %1$s x (value - 32768) = base + gain x value / 65535
        disp -mm %2$.3f %3$.3f %4$s
        norm %5$s
        """;
    return bytes(
        surface(textureFile)
            + String.format(
                Locale.ROOT,
                relief,
                scale,
                -DisplacementImages.ZERO * step,
                65535 * step,
                displacementFile,
                normalFile));
  }

  private static String surface(String textureFile) {
    return "newmtl face\nKa 0 0 0\nKd 1 1 1\nKs 0 0 0\nillum 1\nmap_Kd " + textureFile + "\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
