package dev.relievo.render;

import java.util.Arrays;

/**
 * Tangents of vertices as MikkTSpace defines them (Mikkelsen, "Simulation of Wrinkled Surfaces
 * Revisited", 2008, and his reference code), for meshes whose triangles and UV stay the same and
 * where each vertex has one UV: the directions of growing u of the triangles around a vertex, each
 * projected into the plane of the vertex's normal and made unit, weighed by the triangle's angle
 * there. glTF wants just that where a file is to look the same everywhere.
 *
 * <p>The bitangent is w x cross(normal, tangent) and points up in the picture, where v falls
 * (origin top left): what glTF calls green up. Immutable; safe to share between threads.
 */
public final class Tangents {

  private static final float LEAST = 1e-24f;

  private final int[] triangles;

  /** T x 2: factors of a triangle's first two edges in its direction of growing u. */
  private final float[] factors;

  /** Of each vertex, +1 or -1. */
  private final float[] signs;

  /**
   * Prepares a mesh.
   *
   * @param uv n x 2, 0 to 1, origin top left
   * @param triangles T x 3, counter-clockwise from outside; not copied
   * @throws IllegalArgumentException where triangles around a vertex lie mirrored in the chart, so
   *     that MikkTSpace would need two vertices there
   */
  public Tangents(float[] uv, int[] triangles) {
    this.triangles = triangles;
    factors = new float[triangles.length / 3 * 2];
    signs = new float[uv.length / 2];
    for (int t = 0, f = 0; t < triangles.length; t += 3, f += 2) {
      int a = 2 * triangles[t], b = 2 * triangles[t + 1], c = 2 * triangles[t + 2];
      float u1 = uv[b] - uv[a], v1 = uv[a + 1] - uv[b + 1];
      float u2 = uv[c] - uv[a], v2 = uv[a + 1] - uv[c + 1];
      float sign = Math.signum(u1 * v2 - v1 * u2);
      factors[f] = sign * v2;
      factors[f + 1] = -sign * v1;
      for (int k = t; k < t + 3; k++) {
        mark(triangles[k], sign);
      }
    }
    for (int v = 0; v < signs.length; v++) {
      signs[v] = signs[v] == 0 ? 1 : signs[v];
    }
  }

  private void mark(int vertex, float sign) {
    if (sign * signs[vertex] < 0) {
      throw new IllegalArgumentException(
          "around vertex " + vertex + " the chart is mirrored: no single tangent serves it");
    }
    signs[vertex] = sign == 0 ? signs[vertex] : sign;
  }

  /**
   * Tangents of one shape.
   *
   * @param vertices n x 3
   * @param normals n x 3, unit
   * @param out n x 4, overwritten: unit tangent, perpendicular to the normal, and the sign w
   */
  public void of(float[] vertices, float[] normals, float[] out) {
    Arrays.fill(out, 0, 4 * signs.length, 0);
    for (int t = 0, f = 0; t < triangles.length; t += 3, f += 2) {
      int a = triangles[t], b = triangles[t + 1], c = triangles[t + 2];
      float abx = vertices[3 * b] - vertices[3 * a], acx = vertices[3 * c] - vertices[3 * a];
      float aby = vertices[3 * b + 1] - vertices[3 * a + 1];
      float acy = vertices[3 * c + 1] - vertices[3 * a + 1];
      float abz = vertices[3 * b + 2] - vertices[3 * a + 2];
      float acz = vertices[3 * c + 2] - vertices[3 * a + 2];
      float p = factors[f], q = factors[f + 1];
      float x = p * abx + q * acx, y = p * aby + q * acy, z = p * abz + q * acz;
      add(out, a, normals, x, y, z, abx, aby, abz, acx, acy, acz);
      add(out, b, normals, x, y, z, acx - abx, acy - aby, acz - abz, -abx, -aby, -abz);
      add(out, c, normals, x, y, z, -acx, -acy, -acz, abx - acx, aby - acy, abz - acz);
    }
    finish(normals, out);
  }

  /** Adds a triangle's tangent x, y, z at a corner between the edges e and f. */
  private static void add(
      float[] out,
      int vertex,
      float[] normals,
      float x,
      float y,
      float z,
      float ex,
      float ey,
      float ez,
      float fx,
      float fy,
      float fz) {
    float nx = normals[3 * vertex], ny = normals[3 * vertex + 1], nz = normals[3 * vertex + 2];
    float along = nx * x + ny * y + nz * z;
    float square = x * x + y * y + z * z - along * along;
    float e = nx * ex + ny * ey + nz * ez, f = nx * fx + ny * fy + nz * fz;
    float ee = ex * ex + ey * ey + ez * ez - e * e, ff = fx * fx + fy * fy + fz * fz - f * f;
    if (square > LEAST && ee * ff > LEAST) {
      float cosine = (ex * fx + ey * fy + ez * fz - e * f) / (float) Math.sqrt(ee * ff);
      float weight = angle(cosine) / (float) Math.sqrt(square);
      out[4 * vertex] += weight * (x - along * nx);
      out[4 * vertex + 1] += weight * (y - along * ny);
      out[4 * vertex + 2] += weight * (z - along * nz);
    }
  }

  /**
   * Arc cosine to 7e-5 (Abramowitz and Stegun, 4.4.45), ten times as fast as the exact one: it only
   * weighs.
   */
  private static float angle(float cosine) {
    float c = Math.min(1, Math.abs(cosine));
    float half =
        (float) Math.sqrt(1 - c) * (1.5707288f + c * (-.2121144f + c * (.074261f - .0187293f * c)));
    return cosine < 0 ? (float) Math.PI - half : half;
  }

  /** Makes them unit; where there is none, any direction across the normal. */
  private void finish(float[] normals, float[] out) {
    for (int v = 0, o = 0; v < signs.length; v++, o += 4) {
      float square = out[o] * out[o] + out[o + 1] * out[o + 1] + out[o + 2] * out[o + 2];
      if (!(square > LEAST)) {
        float x = normals[3 * v], z = normals[3 * v + 2];
        boolean level = x * x + z * z > .01f;
        out[o] = level ? z : 1;
        out[o + 1] = 0;
        out[o + 2] = level ? -x : 0;
        square = level ? x * x + z * z : 1;
      }
      float scale = (float) (1 / Math.sqrt(square));
      out[o] *= scale;
      out[o + 1] *= scale;
      out[o + 2] *= scale;
      out[o + 3] = signs[v];
    }
  }
}
