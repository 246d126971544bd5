package dev.relievo.render;

import dev.relievo.face.MorphableModel;
import java.util.HashMap;
import java.util.Map;

/**
 * A mesh whose every edge is split into k parts and every triangle into k x k: where each vertex
 * lies on the coarse mesh, and how they are joined. Triangles that share an edge share its points,
 * so there is no crack. The first V vertices are the coarse ones, in their order. Immutable but for
 * its arrays, which must not be changed.
 *
 * @param density k, parts of an edge
 * @param edges E x 2, those of the coarse mesh
 * @param corners n x 3, coarse vertices
 * @param weights n x 3, barycentric
 * @param uv n x 2, 0 to 1, origin top left
 * @param triangles T k k x 3, counter-clockwise from outside; those of coarse triangle t are at t k
 *     k to (t + 1) k k
 * @param mask n, {@link ReliefMask} interpolated: where relief stands and the surface is rounded
 */
public record DenseTopology(
    int density,
    int[] edges,
    int[] corners,
    float[] weights,
    float[] uv,
    int[] triangles,
    float[] mask) {

  /** Greatest density. */
  public static final int MAX_DENSITY = 8;

  /** The mesh of a model, split. */
  public static DenseTopology of(MorphableModel model, int density) {
    return of(model.uv(), model.triangles(), ReliefMask.of(model), density);
  }

  /**
   * A mesh, split.
   *
   * @param uv V x 2
   * @param triangles T x 3
   * @param mask V, 0 to 1
   * @param density 1 to {@link #MAX_DENSITY}
   */
  static DenseTopology of(float[] uv, int[] triangles, float[] mask, int density) {
    if (density < 1 || density > MAX_DENSITY) {
      throw new IllegalArgumentException(
          "an edge is split into 1 to " + MAX_DENSITY + " parts, not " + density);
    }
    return new Splitter(uv.length / 2, triangles, density).split(uv, mask);
  }

  /** Number of vertices. */
  public int vertexCount() {
    return corners.length / 3;
  }

  private static final class Splitter {
    private final int k;
    private final int coarse;
    private final int[] triangles;
    private final Map<Long, Integer> edges = new HashMap<>();
    private final int[] corners;
    private final float[] weights;
    private final int[] split;
    private int next;

    Splitter(int vertices, int[] triangles, int density) {
      this.coarse = vertices;
      this.triangles = triangles;
      k = density;
      for (int i = 0; i < triangles.length; i++) {
        edges.putIfAbsent(key(i), edges.size());
      }
      int inner = (k - 1) * (k - 2) / 2;
      int n = vertices + edges.size() * (k - 1) + triangles.length / 3 * inner;
      corners = new int[3 * n];
      weights = new float[3 * n];
      split = new int[triangles.length * k * k];
    }

    private long key(int i) {
      return ReliefMask.edge(triangles[i], triangles[i % 3 == 2 ? i - 2 : i + 1]);
    }

    DenseTopology split(float[] uv, float[] mask) {
      for (int v = 0; v < coarse; v++) {
        put(v, v, v, v, k, 0);
      }
      edges.forEach(
          (edge, index) -> {
            int a = (int) (edge >> 32), b = edge.intValue();
            for (int i = 1; i < k; i++) {
              put(coarse + index * (k - 1) + i - 1, a, b, b, k - i, i);
            }
          });
      next = coarse + edges.size() * (k - 1);
      int[] grid = new int[(k + 1) * (k + 1)];
      for (int t = 0; t < triangles.length; t += 3) {
        fillGrid(t, grid);
        join(t * k * k, grid);
      }
      return new DenseTopology(
          k, coarseEdges(), corners, weights, interpolate(uv, 2), split, interpolate(mask, 1));
    }

    private int[] coarseEdges() {
      int[] out = new int[2 * edges.size()];
      edges.forEach(
          (edge, index) -> {
            out[2 * index] = (int) (edge >> 32);
            out[2 * index + 1] = edge.intValue();
          });
      return out;
    }

    private void put(int vertex, int a, int b, int c, int ofA, int ofB) {
      corners[3 * vertex] = a;
      corners[3 * vertex + 1] = b;
      corners[3 * vertex + 2] = c;
      weights[3 * vertex] = (float) ofA / k;
      weights[3 * vertex + 1] = (float) ofB / k;
      weights[3 * vertex + 2] = (float) (k - ofA - ofB) / k;
    }

    /** Vertices of a triangle's points: i steps towards the second corner, j towards the third. */
    private void fillGrid(int t, int[] grid) {
      int a = triangles[t], b = triangles[t + 1], c = triangles[t + 2];
      for (int j = 0; j <= k; j++) {
        for (int i = 0; i + j <= k; i++) {
          int at = j * (k + 1) + i;
          if (j == 0) {
            grid[at] = onEdge(t, a, b, i);
          } else if (i == 0) {
            grid[at] = onEdge(t + 2, a, c, j);
          } else if (i + j == k) {
            grid[at] = onEdge(t + 1, b, c, j);
          } else {
            put(next, a, b, c, k - i - j, i);
            grid[at] = next++;
          }
        }
      }
    }

    /** The point some steps from one end of an edge. */
    private int onEdge(int i, int from, int to, int steps) {
      if (steps == 0 || steps == k) {
        return steps == 0 ? from : to;
      }
      int fromLower = from < to ? steps : k - steps;
      return coarse + edges.get(key(i)) * (k - 1) + fromLower - 1;
    }

    private void join(int at, int[] grid) {
      int o = at;
      for (int j = 0; j < k; j++) {
        for (int i = 0; i + j < k; i++) {
          int p = j * (k + 1) + i, up = p + k + 1;
          split[o++] = grid[p];
          split[o++] = grid[p + 1];
          split[o++] = grid[up];
          if (i + j < k - 1) {
            split[o++] = grid[p + 1];
            split[o++] = grid[up + 1];
            split[o++] = grid[up];
          }
        }
      }
    }

    private float[] interpolate(float[] values, int channels) {
      int n = corners.length / 3;
      float[] out = new float[n * channels];
      for (int i = 0; i < 3 * n; i++) {
        for (int c = 0; c < channels; c++) {
          out[i / 3 * channels + c] += weights[i] * values[corners[i] * channels + c];
        }
      }
      return out;
    }
  }
}
