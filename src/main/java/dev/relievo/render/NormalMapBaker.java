package dev.relievo.render;

import dev.relievo.image.RgbImage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Bakes tangent-space normal maps as glTF 2.0 wants them: red +X along the tangent, green +Y up the
 * picture, blue +Z outward, a value of c as round(127.5 + 127.5 c). A pixel shader that
 * interpolates the mesh's normals n and tangents t as they are, takes the bitangent w x cross(n, t)
 * of the interpolated ones and normalises only the result (MikkTSpace's way) gets back exactly the
 * normals of the displaced surface, but for the rounding.
 *
 * <p>Prepared for one mesh and one size; not safe to share between threads.
 */
public final class NormalMapBaker {

  private static final byte LEVEL = (byte) 128;
  private static final byte OUT = (byte) 255;

  /** Half a step's bias, and a little more: 0 must not fall to 127 by rounding. */
  private static final float HALF = 128.001f;

  private final Chart coarse;
  private final Chart mesh;

  /** Of each texel, its index in the coarse chart, -1 outside. */
  private final int[] coarseIndex;

  /** Of each texel, the nearest inside the mesh's chart: itself where it is; -1 in no chart. */
  private final int[] nearest;

  private final float[] target = new float[3];

  /** Maps for the coarse mesh itself. */
  public NormalMapBaker(Chart chart) {
    this(chart, chart);
  }

  /**
   * Maps for another mesh over the same chart, such as a denser one with relief in its vertices:
   * the map then holds what its own normals still lack.
   *
   * @param coarse chart of the coarse mesh
   * @param mesh chart of the mesh that the map is for, of the same size
   */
  public NormalMapBaker(Chart coarse, Chart mesh) {
    this.coarse = coarse;
    this.mesh = mesh;
    int size = coarse.size();
    coarseIndex = new int[size * size];
    Arrays.fill(coarseIndex, -1);
    for (int i = 0; i < coarse.count(); i++) {
      coarseIndex[coarse.texels()[i]] = i;
    }
    nearest = nearest(mesh);
  }

  /** Texels inside the chart spread over what is around them, breadth first. */
  private static int[] nearest(Chart chart) {
    int size = chart.size();
    int[] from = new int[size * size];
    Arrays.fill(from, -1);
    Queue<Integer> border = new ArrayDeque<>();
    for (int t : chart.texels()) {
      from[t] = t;
      border.add(t);
    }
    while (!border.isEmpty()) {
      int t = border.remove(), x = t % size, y = t / size;
      for (int ny = Math.max(0, y - 1); ny <= Math.min(size - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(size - 1, x + 1); nx++) {
          if (from[ny * size + nx] < 0) {
            from[ny * size + nx] = from[t];
            border.add(ny * size + nx);
          }
        }
      }
    }
    return from;
  }

  /**
   * Bakes the map of a mesh.
   *
   * @param surface the coarse surface
   * @param relief over it
   * @param normals of the mesh that the map is for, n x 3, unit
   * @param tangents of the same, n x 4
   * @return filled beyond the chart from its nearest texels, so that smaller mip levels hold
   *     nothing that is not on the face
   */
  public RgbImage bake(CoarseSurface surface, ReliefMap relief, float[] normals, float[] tangents) {
    RgbImage out = new RgbImage(mesh.size(), mesh.size());
    boolean same = mesh == coarse;
    for (int i = 0; i < mesh.count(); i++) {
      int texel = mesh.texels()[i], from = coarseIndex[texel];
      float du = from < 0 ? 0 : relief.slopeU(texel), dv = from < 0 ? 0 : relief.slopeV(texel);
      if (from < 0 || same && du == 0 && dv == 0) {
        put(out.data(), 3 * texel, 0, 0, 1);
      } else {
        displacedNormal(surface, from, du, dv);
        encode(i, normals, tangents, out.data(), 3 * texel);
      }
    }
    pad(out.data());
    return out;
  }

  /** Leaves n - d_u a_u - d_v a_v of a coarse texel in {@link #target}, n being unit. */
  private void displacedNormal(CoarseSurface surface, int i, float du, float dv) {
    float[] n = surface.normals(), u = surface.dualU(), v = surface.dualV();
    int a = 3 * coarse.corners()[3 * i];
    int b = 3 * coarse.corners()[3 * i + 1];
    int c = 3 * coarse.corners()[3 * i + 2];
    float wa = coarse.weights()[3 * i];
    float wb = coarse.weights()[3 * i + 1];
    float wc = coarse.weights()[3 * i + 2];
    float x = wa * n[a] + wb * n[b] + wc * n[c];
    float y = wa * n[a + 1] + wb * n[b + 1] + wc * n[c + 1];
    float z = wa * n[a + 2] + wb * n[b + 2] + wc * n[c + 2];
    float scale = (float) (1 / Math.sqrt(x * x + y * y + z * z));
    for (int k = 0; k < 3; k++) {
      float unit = scale * (k == 0 ? x : k == 1 ? y : z);
      float turn = du * (wa * u[a + k] + wb * u[b + k] + wc * u[c + k]);
      turn += dv * (wa * v[a + k] + wb * v[b + k] + wc * v[c + k]);
      target[k] = unit - turn;
    }
  }

  /** Writes {@link #target} in the frame t, b = w n x t, n of the mesh's texel. */
  private void encode(int i, float[] normals, float[] tangents, byte[] out, int at) {
    int a = mesh.corners()[3 * i], b = mesh.corners()[3 * i + 1], c = mesh.corners()[3 * i + 2];
    float wa = mesh.weights()[3 * i];
    float wb = mesh.weights()[3 * i + 1];
    float wc = mesh.weights()[3 * i + 2];
    float nx = wa * normals[3 * a] + wb * normals[3 * b] + wc * normals[3 * c];
    float ny = wa * normals[3 * a + 1] + wb * normals[3 * b + 1] + wc * normals[3 * c + 1];
    float nz = wa * normals[3 * a + 2] + wb * normals[3 * b + 2] + wc * normals[3 * c + 2];
    float tx = wa * tangents[4 * a] + wb * tangents[4 * b] + wc * tangents[4 * c];
    float ty = wa * tangents[4 * a + 1] + wb * tangents[4 * b + 1] + wc * tangents[4 * c + 1];
    float tz = wa * tangents[4 * a + 2] + wb * tangents[4 * b + 2] + wc * tangents[4 * c + 2];
    float w = tangents[4 * a + 3];
    float mx = target[0], my = target[1], mz = target[2];
    float mt = mx * tx + my * ty + mz * tz, mn = mx * nx + my * ny + mz * nz;
    float tt = tx * tx + ty * ty + tz * tz, nn = nx * nx + ny * ny + nz * nz;
    float tn = tx * nx + ty * ny + tz * nz;
    // m = x t + y b + z n, solved with b across both; the common factor 1 / |n x t|^2 goes with
    // the length.
    float x = mt * nn - mn * tn;
    float y = w * (mx * (ny * tz - nz * ty) + my * (nz * tx - nx * tz) + mz * (nx * ty - ny * tx));
    float z = mn * tt - mt * tn;
    put(out, at, x, y, z);
  }

  private static void put(byte[] out, int at, float x, float y, float z) {
    double square = (double) x * x + (double) y * y + (double) z * z;
    float scale = square > 0 ? (float) (127.5 / Math.sqrt(square)) : 0;
    out[at] = (byte) (HALF + scale * x);
    out[at + 1] = (byte) (HALF + scale * y);
    out[at + 2] = (byte) (HALF + scale * z);
  }

  private void pad(byte[] out) {
    for (int t = 0; t < nearest.length; t++) {
      int from = nearest[t];
      if (from < 0) {
        out[3 * t] = LEVEL;
        out[3 * t + 1] = LEVEL;
        out[3 * t + 2] = OUT;
      } else if (from != t) {
        System.arraycopy(out, 3 * from, out, 3 * t, 3);
      }
    }
  }
}
