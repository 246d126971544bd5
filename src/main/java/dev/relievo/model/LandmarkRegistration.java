package dev.relievo.model;

import dev.relievo.face.LandmarkMap;
import dev.relievo.model.SurfacePoints.On;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Finds the 468 points of the face-mesh network on our mean face: the network's canonical mesh is
 * laid on it by a similarity and a smooth deformation. Points of lids and lips are tied to the
 * lids' rims and the lips' lines by arc length from the corners; all others end at the nearest
 * surface.
 */
final class LandmarkRegistration {

  /** Stiffness of the deformation, from first to last round. */
  private static final double[] STIFFNESS = {200, 60, 20, 8, 4, 2, 1, 1};

  private static final double TIED = 20;

  private final FullMesh mesh;
  private final double[] mean;
  private final CanonicalFace canonical;
  private final SurfacePoints surface;
  private final Map<Integer, On> ties = new HashMap<>();

  private LandmarkRegistration(FullMesh mesh, double[] mean, CanonicalFace canonical) {
    this.mesh = mesh;
    this.mean = mean;
    this.canonical = canonical;
    surface = new SurfacePoints(mean, mesh.triangles(), mesh.skinTriangles());
  }

  /**
   * Registers.
   *
   * @param mean full vertices x 3, mm
   */
  static LandmarkMap register(FullMesh mesh, double[] mean, CanonicalFace canonical) {
    LandmarkRegistration r = new LandmarkRegistration(mesh, mean, canonical);
    r.tie();
    return r.deform();
  }

  private void tie() {
    ControlMesh control = mesh.control();
    int inner = SurfaceFields.rightCorner(control.leftLids(), mean);
    tie(LandmarkScheme.LEFT_EYE, control.leftLids(), inner);
    tie(LandmarkScheme.RIGHT_EYE, control.rightLids(), inner);
    for (int[][] pair :
        new int[][][] {
          {LandmarkScheme.INNER_LIPS, control.lipLine()},
          {LandmarkScheme.OUTER_LIPS, control.lipBorder()}
        }) {
      int corner = control.mirror()[pair[1][0]], far = 0;
      while (pair[1][far] != corner) {
        far++;
      }
      tie(pair[0], pair[1], far);
    }
  }

  /**
   * Ties a loop of the scheme to a control loop.
   *
   * @param scheme indices, from one corner
   * @param controlLoop vertices, from the same corner the same way
   * @param corner position of the other corner in {@code controlLoop}
   */
  private void tie(int[] scheme, int[] controlLoop, int corner) {
    int[] loop = mesh.loop(controlLoop);
    // A control loop's vertices come at even places of the full one.
    int far = 2 * corner, schemeFar = farthest(scheme, canonical.points());
    tieHalf(Arrays.copyOfRange(scheme, 0, schemeFar + 1), Arrays.copyOfRange(loop, 0, far + 1));
    int[] backScheme = Arrays.copyOfRange(scheme, schemeFar, scheme.length + 1);
    backScheme[backScheme.length - 1] = scheme[0];
    int[] back = Arrays.copyOfRange(loop, far, loop.length + 1);
    back[back.length - 1] = loop[0];
    tieHalf(backScheme, back);
  }

  /** Position in a loop farthest from its first vertex in x. */
  private static int farthest(int[] loop, double[] points) {
    int best = 0;
    for (int k = 1; k < loop.length; k++) {
      if (Math.abs(points[3 * loop[k]] - points[3 * loop[0]])
          > Math.abs(points[3 * loop[best]] - points[3 * loop[0]])) {
        best = k;
      }
    }
    return best;
  }

  private void tieHalf(int[] scheme, int[] path) {
    double[] from = lengths(scheme, canonical.points()), to = lengths(path, mean);
    for (int k = 0; k < scheme.length; k++) {
      double s = from[k] / from[from.length - 1] * to[to.length - 1];
      int i = 0;
      while (i + 2 < path.length && to[i + 1] < s) {
        i++;
      }
      double t = Math.max(0, Math.min(1, (s - to[i]) / (to[i + 1] - to[i])));
      ties.put(scheme[k], onEdge(path[i], path[i + 1], t));
    }
  }

  private On onEdge(int a, int b, double t) {
    int triangle = mesh.triangleAt(a, b);
    double[] w = new double[3];
    for (int k = 0; k < 3; k++) {
      int v = mesh.triangles()[3 * triangle + k];
      w[k] = v == a ? 1 - t : v == b ? t : 0;
    }
    return new On(triangle, w);
  }

  private static double[] lengths(int[] path, double[] points) {
    double[] out = new double[path.length];
    for (int k = 1; k < path.length; k++) {
      out[k] = out[k - 1] + Triangles.distance(points, path[k - 1], path[k]);
    }
    return out;
  }

  private LandmarkMap deform() {
    double[] from = new double[3 * ties.size()], to = new double[from.length];
    int n = 0;
    for (Map.Entry<Integer, On> e : ties.entrySet()) {
      double[] p = surface.place(e.getValue());
      for (int a = 0; a < 3; a++) {
        from[n] = canonical.points()[3 * e.getKey() + a];
        to[n++] = p[a];
      }
    }
    double[] rest = Procrustes.fit(from, to, ties.size()).apply(canonical.points());
    double[] moved = rest.clone();
    DMatrixRMaj bending = bending(rest);
    for (double stiffness : STIFFNESS) {
      moved = round(rest, moved, bending, stiffness);
    }
    return symmetric(moved);
  }

  private double[] round(double[] rest, double[] moved, DMatrixRMaj bending, double stiffness) {
    int n = CanonicalFace.COUNT;
    double[] normals = Triangles.normals(moved, canonical.triangles());
    DMatrixRMaj system = bending.copy(), right = new DMatrixRMaj(n, 3);
    org.ejml.dense.row.CommonOps_DDRM.scale(stiffness, system);
    for (int i = 0; i < n; i++) {
      On on = ties.get(i);
      double weight = on == null ? 1 : TIED;
      double[] p = Arrays.copyOfRange(moved, 3 * i, 3 * i + 3);
      double[] goal =
          surface.place(
              on == null ? surface.nearest(p, Arrays.copyOfRange(normals, 3 * i, 3 * i + 3)) : on);
      system.add(i, i, weight);
      for (int a = 0; a < 3; a++) {
        right.set(i, a, weight * (goal[a] - rest[3 * i + a]));
      }
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(n);
    if (!solver.setA(system)) {
      throw new IllegalStateException("the registration's system is singular");
    }
    DMatrixRMaj d = new DMatrixRMaj(n, 3);
    solver.solve(right, d);
    double[] out = rest.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += d.getData()[i];
    }
    return out;
  }

  /** Square of the graph Laplacian: keeps affine-like deformations cheap. */
  private DMatrixRMaj bending(double[] points) {
    int n = CanonicalFace.COUNT;
    SurfaceGraph graph = SurfaceGraph.meanValue(points, canonical.triangles());
    DMatrixRMaj laplacian = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      double sum = graph.around(i).values().stream().mapToDouble(w -> w).sum();
      laplacian.set(i, i, 1);
      for (Map.Entry<Integer, Double> e : graph.around(i).entrySet()) {
        laplacian.set(i, e.getKey(), -e.getValue() / sum);
      }
    }
    DMatrixRMaj out = new DMatrixRMaj(n, n);
    org.ejml.dense.row.CommonOps_DDRM.multTransA(laplacian, laplacian, out);
    return out;
  }

  /** Symmetric places on the surface. */
  private LandmarkMap symmetric(double[] moved) {
    int[] mirror = canonical.mirror();
    double[] normals = Triangles.normals(moved, canonical.triangles());
    int[] triangles = new int[CanonicalFace.COUNT];
    float[] weights = new float[3 * triangles.length];
    for (int i = 0; i < triangles.length; i++) {
      double[] p = new double[3], normal = new double[3];
      for (int a = 0; a < 3; a++) {
        double sign = a == 0 ? -1 : 1;
        p[a] = .5 * (moved[3 * i + a] + sign * moved[3 * mirror[i] + a]);
        normal[a] = .5 * (normals[3 * i + a] + sign * normals[3 * mirror[i] + a]);
      }
      On on = ties.containsKey(i) ? ties.get(i) : surface.nearest(p, normal);
      triangles[i] = on.triangle();
      for (int k = 0; k < 3; k++) {
        weights[3 * i + k] = (float) on.weights()[k];
      }
    }
    return new LandmarkMap(triangles, weights);
  }

  /** The 68 points: each on the surface nearest to the mean of its one or two of the 468. */
  static LandmarkMap ibug(FullMesh mesh, double[] mean, LandmarkMap all) {
    SurfacePoints surface = new SurfacePoints(mean, mesh.triangles(), mesh.skinTriangles());
    float[] places = all.locate(mesh.triangles(), Triangles.narrow(mean));
    List<On> out = new ArrayList<>();
    for (int[] sources : LandmarkScheme.IBUG_68) {
      int s = sources[0];
      if (sources.length == 1) {
        out.add(
            new On(
                all.triangles()[s],
                Triangles.widen(Arrays.copyOfRange(all.weights(), 3 * s, 3 * s + 3))));
      } else {
        double[] p = new double[3];
        for (int source : sources) {
          for (int a = 0; a < 3; a++) {
            p[a] += places[3 * source + a] / sources.length;
          }
        }
        out.add(surface.nearest(p, null));
      }
    }
    float[] weights = new float[3 * out.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) out.get(i / 3).weights()[i % 3];
    }
    return new LandmarkMap(out.stream().mapToInt(On::triangle).toArray(), weights);
  }
}
