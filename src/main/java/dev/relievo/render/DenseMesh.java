package dev.relievo.render;

/**
 * The dense mesh of one face after another: rounded by Phong tessellation (Boubekeur and Alexa,
 * "Phong Tessellation", 2008), with relief along the interpolated normals, as far as the surface
 * does not fold. Where the mask is 0 (eyeballs, the inside of the mouth, rims) triangles are split
 * flat and stay what they were. Buffers are reused from face to face; an instance belongs to one
 * thread.
 */
public final class DenseMesh {

  /** How far points go to the tangent planes of their triangle's corners; the paper's value. */
  private static final float ROUNDING = 0.75f;

  private final DenseTopology topology;
  private final float[] vertices;
  private final float[] normals;
  private final FoldLimits limits;
  private final float[] sample = new float[3];

  /** Buffers for meshes of one density. */
  public DenseMesh(DenseTopology topology) {
    this.topology = topology;
    vertices = new float[3 * topology.vertexCount()];
    normals = new float[3 * topology.vertexCount()];
    limits = new FoldLimits(topology.edges(), topology.vertexCount());
  }

  /** How the vertices are joined. */
  public DenseTopology topology() {
    return topology;
  }

  /** n x 3, mm; valid until the next call of {@link #place}. */
  public float[] vertices() {
    return vertices;
  }

  /** n x 3, unit, of the displaced surface; valid until the next call of {@link #place}. */
  public float[] normals() {
    return normals;
  }

  /**
   * Makes the mesh of a face.
   *
   * @param surface the coarse surface
   * @param relief over it
   */
  public void place(CoarseSurface surface, ReliefMap relief) {
    limits.place(surface);
    float[] x = surface.vertices(), n = surface.normals();
    int[] corners = topology.corners();
    float[] weights = topology.weights(), mask = topology.mask(), uv = topology.uv();
    for (int v = 0, i = 0; v < mask.length; v++, i += 3) {
      int a = 3 * corners[i], b = 3 * corners[i + 1], c = 3 * corners[i + 2];
      float wa = weights[i], wb = weights[i + 1], wc = weights[i + 2];
      float px = wa * x[a] + wb * x[b] + wc * x[c];
      float py = wa * x[a + 1] + wb * x[b + 1] + wc * x[c + 1];
      float pz = wa * x[a + 2] + wb * x[b + 2] + wc * x[c + 2];
      float nx = wa * n[a] + wb * n[b] + wc * n[c];
      float ny = wa * n[a + 1] + wb * n[b + 1] + wc * n[c + 1];
      float nz = wa * n[a + 2] + wb * n[b + 2] + wc * n[c + 2];
      float scale = (float) (1 / Math.sqrt(nx * nx + ny * ny + nz * nz));
      nx *= scale;
      ny *= scale;
      nz *= scale;
      if (mask[v] > 0) {
        float round = ROUNDING * mask[v];
        float da = round * wa * toPlane(x, n, a, px, py, pz);
        float db = round * wb * toPlane(x, n, b, px, py, pz);
        float dc = round * wc * toPlane(x, n, c, px, py, pz);
        relief.read(uv[2 * v], uv[2 * v + 1], sample);
        float d = limits.limit(sample[0], a / 3, b / 3, c / 3, wa, wb, wc);
        px += da * n[a] + db * n[b] + dc * n[c] + d * nx;
        py += da * n[a + 1] + db * n[b + 1] + dc * n[c + 1] + d * ny;
        pz += da * n[a + 2] + db * n[b + 2] + dc * n[c + 2] + d * nz;
        turn(surface, i, nx, ny, nz);
      } else {
        normals[i] = nx;
        normals[i + 1] = ny;
        normals[i + 2] = nz;
      }
      vertices[i] = px;
      vertices[i + 1] = py;
      vertices[i + 2] = pz;
    }
  }

  /** Signed way from a point to the tangent plane of a coarse vertex, along its normal. */
  private static float toPlane(float[] x, float[] n, int a, float px, float py, float pz) {
    return n[a] * (x[a] - px) + n[a + 1] * (x[a + 1] - py) + n[a + 2] * (x[a + 2] - pz);
  }

  /** Writes the normal at a dense vertex, turned by the slopes in {@link #sample}. */
  private void turn(CoarseSurface surface, int i, float nx, float ny, float nz) {
    float du = sample[1], dv = sample[2];
    if (du != 0 || dv != 0) {
      float[] u = surface.dualU(), v = surface.dualV(), w = topology.weights();
      int a = 3 * topology.corners()[i];
      int b = 3 * topology.corners()[i + 1];
      int c = 3 * topology.corners()[i + 2];
      float wa = w[i], wb = w[i + 1], wc = w[i + 2];
      nx -= du * (wa * u[a] + wb * u[b] + wc * u[c]) + dv * (wa * v[a] + wb * v[b] + wc * v[c]);
      ny -=
          du * (wa * u[a + 1] + wb * u[b + 1] + wc * u[c + 1])
              + dv * (wa * v[a + 1] + wb * v[b + 1] + wc * v[c + 1]);
      nz -=
          du * (wa * u[a + 2] + wb * u[b + 2] + wc * u[c + 2])
              + dv * (wa * v[a + 2] + wb * v[b + 2] + wc * v[c + 2]);
      float scale = (float) (1 / Math.sqrt(nx * nx + ny * ny + nz * nz));
      nx *= scale;
      ny *= scale;
      nz *= scale;
    }
    normals[i] = nx;
    normals[i + 1] = ny;
    normals[i + 2] = nz;
  }
}
