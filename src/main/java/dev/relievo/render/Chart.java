package dev.relievo.render;

import dev.relievo.face.MorphableModel;

/**
 * The model's UV chart at one resolution: which point of the mesh each texel shows, and which texel
 * shows its mirror image. Arrays are not copied and must not be changed.
 *
 * @param size side, texels
 * @param texels n, indices y * size + x of the texels inside the chart
 * @param corners n x 3, vertices of the texel's triangle
 * @param weights n x 3, barycentric
 * @param mirrors n, index into {@code texels} of the mirrored texel, -1 where the chart has none
 */
public record Chart(int size, int[] texels, int[] corners, float[] weights, int[] mirrors) {

  /**
   * The chart of a model.
   *
   * @param size side, texels
   */
  public static Chart of(MorphableModel model, int size) {
    return of(model.uv(), model.triangles(), size);
  }

  /**
   * The chart of a mesh.
   *
   * @param uv n x 2, 0 to 1, origin top left
   * @param triangles T x 3
   * @param size side, texels
   */
  public static Chart of(float[] uv, int[] triangles, int size) {
    Rasterizer raster = new Rasterizer(size, size);
    raster.drawChart(uv, triangles);
    int[] index = new int[size * size];
    int n = 0;
    for (int t = 0; t < index.length; t++) {
      index[t] = raster.triangle(t) == Rasterizer.NONE ? -1 : n++;
    }
    int[] texels = new int[n], corners = new int[3 * n], mirrors = new int[n];
    float[] weights = new float[3 * n];
    for (int t = 0; t < index.length; t++) {
      int i = index[t];
      if (i >= 0) {
        texels[i] = t;
        System.arraycopy(triangles, 3 * raster.triangle(t), corners, 3 * i, 3);
        weights[3 * i] = raster.weight0(t);
        weights[3 * i + 1] = raster.weight1(t);
        weights[3 * i + 2] = raster.weight2(t);
        mirrors[i] = index[t / size * size + size - 1 - t % size];
      }
    }
    return new Chart(size, texels, corners, weights, mirrors);
  }

  /** Texels inside the chart. */
  public int count() {
    return texels.length;
  }
}
