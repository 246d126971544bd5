package dev.relievo.train;

import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;

/** Facts about the light level: the full mesh's first C vertices. */
final class LightMesh {

  private LightMesh() {}

  /** The vertices as points on the full mesh's triangles. */
  static LandmarkMap vertices(MorphableModel model) {
    int[] corner = new int[model.vertexCount()];
    int[] triangles = model.triangles();
    for (int i = 0; i < triangles.length; i++) {
      corner[triangles[i]] = i;
    }
    int[] of = new int[model.controlCount()];
    float[] weights = new float[3 * of.length];
    for (int v = 0; v < of.length; v++) {
      of[v] = corner[v] / 3;
      weights[3 * v + corner[v] % 3] = 1;
    }
    return new LandmarkMap(of, weights);
  }

  /**
   * For each vertex the one that lies nearest to its mirror image, on the mean face and on the mean
   * face with every blendshape at once: where the lips touch the mouth's plane, only the second
   * tells them apart.
   *
   * @param rows the light level's mean and basis vectors, V x 3 each, as {@link
   *     MorphableModel#restrict} gives them
   */
  static long[] mirror(MorphableModel model, float[][] rows) {
    float[] mean = rows[0], moved = mean.clone();
    for (int b = rows.length - model.expressionCount(); b < rows.length; b++) {
      for (int i = 0; i < moved.length; i++) {
        moved[i] += rows[b][i];
      }
    }
    int n = mean.length / 3;
    long[] out = new long[n];
    for (int v = 0; v < n; v++) {
      double least = Double.MAX_VALUE;
      for (int w = 0; w < n; w++) {
        double d = mirrorDistance(mean, v, w) + mirrorDistance(moved, v, w);
        if (d < least) {
          least = d;
          out[v] = w;
        }
      }
    }
    return out;
  }

  /** Squared distance between w and the mirror image of v. */
  private static double mirrorDistance(float[] points, int v, int w) {
    double dx = points[3 * v] + points[3 * w];
    double dy = points[3 * v + 1] - points[3 * w + 1];
    double dz = points[3 * v + 2] - points[3 * w + 2];
    return dx * dx + dy * dy + dz * dz;
  }
}
