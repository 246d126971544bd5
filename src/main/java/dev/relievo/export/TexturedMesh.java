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
 * @param normalMap what the normals lack; null where there is none
 */
public record TexturedMesh(
    String name,
    float[] vertices,
    float[] normals,
    float[] uv,
    int[] triangles,
    Texture texture,
    NormalMap normalMap) {

  /**
   * A normal map and the frame that it is in.
   *
   * @param tangents n x 4: unit tangents as MikkTSpace defines them, and the sign of the bitangent
   * @param image in UV, linear: +X along the tangent, +Y up, +Z out
   */
  public record NormalMap(float[] tangents, Texture image) {}

  /** Checks that the arrays agree. */
  public TexturedMesh {
    int n = vertices.length / 3;
    if (n == 0
        || normals.length < 3 * n
        || uv.length != 2 * n
        || triangles.length % 3 != 0
        || normalMap != null && normalMap.tangents().length < 4 * n) {
      throw new IllegalArgumentException("the arrays of the mesh " + name + " do not agree");
    }
  }

  /** A mesh without a normal map. */
  public TexturedMesh(
      String name,
      float[] vertices,
      float[] normals,
      float[] uv,
      int[] triangles,
      Texture texture) {
    this(name, vertices, normals, uv, triangles, texture, null);
  }

  /** Number of vertices. */
  public int vertexCount() {
    return vertices.length / 3;
  }
}
