package dev.relievo.render;

/** Meshes with known depth and normals. */
final class Spheres {

  private Spheres() {}

  /**
   * The half of a sphere that faces the camera, in camera axes, as an n x n grid of vertices for
   * {@link RasterizerTest#grid}.
   */
  static float[] hemisphere(int n, double radius, double distance) {
    float[] out = new float[3 * n * n];
    for (int y = 0, i = 0; y < n; y++) {
      for (int x = 0; x < n; x++, i += 3) {
        double longitude = (x / (n - 1.0) - .5) * Math.PI * .96;
        double latitude = (y / (n - 1.0) - .5) * Math.PI * .96;
        out[i] = (float) (radius * Math.sin(longitude) * Math.cos(latitude));
        out[i + 1] = (float) (radius * Math.sin(latitude));
        out[i + 2] = (float) (distance - radius * Math.cos(longitude) * Math.cos(latitude));
      }
    }
    return out;
  }
}
