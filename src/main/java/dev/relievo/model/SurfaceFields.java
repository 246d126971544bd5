package dev.relievo.model;

import java.util.Arrays;
import java.util.List;

/** Smooth weights over the face with which expressions are split and shaped. */
final class SurfaceFields {

  /** Width of the sigmoid that splits left from right, mm. */
  private static final double SPLIT = 5;

  private final ControlMesh mesh;
  private final double[] mean;
  private final SurfaceGraph graph;
  private final double[] upper;

  /**
   * Fields on a face.
   *
   * @param mean control points x 3, mm
   */
  SurfaceFields(ControlMesh mesh, double[] mean) {
    this.mesh = mesh;
    this.mean = mean;
    double[] skin = Arrays.copyOf(mean, 3 * mesh.skinCount());
    graph = SurfaceGraph.cotangent(skin, Triangles.of(mesh.skin().faces(), skin));
    upper = upperField();
  }

  /** Position in a loop of the vertex farthest to the subject's right. */
  static int rightCorner(int[] loop, double[] points) {
    int right = 0;
    for (int k = 1; k < loop.length; k++) {
      right = points[3 * loop[k]] < points[3 * loop[right]] ? k : right;
    }
    return right;
  }

  /** 1 on the subject's left, 0 on the right. */
  double left(int point) {
    return 1 / (1 + Math.exp(-mean[3 * point] / SPLIT));
  }

  /** 1 on the upper lip, 0 on the lower, harmonic between; the pouch follows its rim. */
  double upper(int point) {
    return upper[follow(point)];
  }

  /** The skin's point that a point of the pouch hangs on; any other point itself. */
  private int follow(int point) {
    return point < mesh.mouthStart()
        ? point
        : mesh.mouthRim()[(point - mesh.mouthStart()) % mesh.mouthRim().length];
  }

  private double[] upperField() {
    double[] field = new double[mesh.pointCount()];
    boolean[] free = new boolean[mesh.skinCount()];
    Arrays.fill(free, true);
    Arrays.fill(field, .5);
    for (int[] loop : List.of(mesh.mouthRim(), mesh.lips()[0], mesh.lips()[1], mesh.lips()[2])) {
      int right = rightCorner(loop, mean);
      for (int k = 0; k < loop.length; k++) {
        free[loop[k]] = false;
        field[loop[k]] = k == 0 || k == right ? .5 : k < right ? 1 : 0;
      }
    }
    graph.relax(free, field, 1);
    return field;
  }

  /**
   * Continues displacements of the lips' inner rings over the face, harmonically, to zero at a
   * distance; the pouch follows its rim.
   *
   * @param lips for each spoke, 3 numbers
   * @param rings rings of the lips, from inside, that move as one
   * @param reach mm from the lips' line at which nothing moves any more
   */
  double[] spreadFromLips(double[][] lips, int rings, double reach) {
    double[] d = new double[3 * mesh.pointCount()];
    boolean[] free = new boolean[mesh.skinCount()];
    for (int v = 0; v < free.length; v++) {
      free[v] = toLips(v) < reach;
    }
    for (int r = -1; r < rings; r++) {
      int[] ring = r < 0 ? mesh.mouthRim() : mesh.lips()[r];
      for (int k = 0; k < ring.length; k++) {
        free[ring[k]] = false;
        System.arraycopy(lips[k], 0, d, 3 * ring[k], 3);
      }
    }
    graph.relax(free, d, 3);
    hangPouch(d);
    return d;
  }

  /** Lets the pouch's points move as the rim that they hang on. */
  void hangPouch(double[] d) {
    for (int v = mesh.mouthStart(); v < mesh.pointCount(); v++) {
      System.arraycopy(d, 3 * follow(v), d, 3 * v, 3);
    }
  }

  private double toLips(int v) {
    double best = Double.MAX_VALUE;
    for (int l : mesh.lipLine()) {
      best = Math.min(best, Triangles.distance(mean, v, l));
    }
    return best;
  }
}
