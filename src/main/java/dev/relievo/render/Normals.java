package dev.relievo.render;

import java.util.Arrays;

/** Normals of a triangle mesh. */
public final class Normals {

  private static final float LEAST_LENGTH = 1e-20f;

  private Normals() {}

  /**
   * Unit normals of vertices: the sum of the cross products of the triangles around each, which
   * weighs triangles by their area. A vertex without area around it gets (0, 0, 1).
   *
   * @param vertices n x 3
   * @param triangles T x 3, counter-clockwise from outside
   * @param out n x 3, overwritten
   */
  public static void ofVertices(float[] vertices, int[] triangles, float[] out) {
    Arrays.fill(out, 0, vertices.length, 0);
    for (int t = 0; t < triangles.length; t += 3) {
      int a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
      float ux = vertices[b] - vertices[a], vx = vertices[c] - vertices[a];
      float uy = vertices[b + 1] - vertices[a + 1], vy = vertices[c + 1] - vertices[a + 1];
      float uz = vertices[b + 2] - vertices[a + 2], vz = vertices[c + 2] - vertices[a + 2];
      float x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
      add(out, a, x, y, z);
      add(out, b, x, y, z);
      add(out, c, x, y, z);
    }
    normalise(out, vertices.length);
  }

  private static void add(float[] out, int v, float x, float y, float z) {
    out[v] += x;
    out[v + 1] += y;
    out[v + 2] += z;
  }

  private static void normalise(float[] n, int length) {
    for (int v = 0; v < length; v += 3) {
      float square = n[v] * n[v] + n[v + 1] * n[v + 1] + n[v + 2] * n[v + 2];
      if (square > LEAST_LENGTH) {
        float scale = (float) (1 / Math.sqrt(square));
        n[v] *= scale;
        n[v + 1] *= scale;
        n[v + 2] *= scale;
      } else {
        n[v] = 0;
        n[v + 1] = 0;
        n[v + 2] = 1;
      }
    }
  }
}
