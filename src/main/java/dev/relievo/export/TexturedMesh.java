package dev.relievo.export;

/**
 * A face to be exported: model space (+x to the subject's left, +y up, +z out of the face) before
 * pose, in millimetres. Arrays are not copied.
 *
 * @param name of the object in the file
 * @param vertices n x 3, mm
 * @param normals n x 3, unit
 * @param uv n x 2, 0 to 1, origin top left
 * @param triangles T x 3, counter-clockwise from outside
 * @param texture in UV, sRGB
 */
public record TexturedMesh(
    String name, float[] vertices, float[] normals, float[] uv, int[] triangles, Texture texture) {

  /** Checks that the arrays agree. */
  public TexturedMesh {
    int n = vertices.length / 3;
    if (n == 0 || normals.length < 3 * n || uv.length != 2 * n || triangles.length % 3 != 0) {
      throw new IllegalArgumentException("the arrays of the mesh " + name + " do not agree");
    }
  }

  /** Number of vertices. */
  public int vertexCount() {
    return vertices.length / 3;
  }
}
