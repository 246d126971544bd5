package dev.relievo.face;

/**
 * Landmarks as barycentric points on the face mesh.
 *
 * @param triangles n, index of a triangle of {@link MorphableModel#triangles()}
 * @param weights n x 3, barycentric, sum 1
 */
public record LandmarkMap(int[] triangles, float[] weights) {

  /** Number of landmarks. */
  public int count() {
    return triangles.length;
  }

  /**
   * Positions of the landmarks.
   *
   * @param mesh triangles, T x 3
   * @param vertices n x 3
   * @return count x 3, in the units of {@code vertices}
   */
  public float[] locate(int[] mesh, float[] vertices) {
    float[] out = new float[count() * 3];
    for (int i = 0; i < count(); i++) {
      for (int k = 0; k < 3; k++) {
        int v = 3 * mesh[3 * triangles[i] + k];
        float w = weights[3 * i + k];
        for (int a = 0; a < 3; a++) {
          out[3 * i + a] += w * vertices[v + a];
        }
      }
    }
    return out;
  }
}
