package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The subdivided mesh.
 *
 * @param control what it was subdivided from
 * @param matrix its vertices from the control points
 * @param triangles T x 3
 * @param parts T
 * @param edgePoints vertex on each undirected control edge
 */
record FullMesh(
    ControlMesh control,
    Mixture matrix,
    int[] triangles,
    byte[] parts,
    Map<Long, Integer> edgePoints) {

  static FullMesh of(ControlMesh control) {
    CatmullClark step = CatmullClark.of(control.mesh());
    byte[] parts = new byte[2 * step.quads().length];
    Map<Long, Integer> edgePoints = new HashMap<>();
    int q = 0;
    for (int f = 0; f < control.mesh().faces().length; f++) {
      int[] p = control.mesh().faces()[f];
      for (int k = 0; k < p.length; k++, q++) {
        parts[2 * q] = parts[2 * q + 1] = control.parts()[f];
        edgePoints.put(PolygonMesh.undirected(p[k], p[(k + 1) % p.length]), step.quads()[q][1]);
      }
    }
    return new FullMesh(control, step.matrix(), step.triangles(), parts, edgePoints);
  }

  int vertexCount() {
    return matrix.rows();
  }

  /** A control loop's vertices with the points on its edges between them. */
  int[] loop(int[] controlLoop) {
    int n = controlLoop.length;
    int[] out = new int[2 * n];
    for (int k = 0; k < n; k++) {
      out[2 * k] = controlLoop[k];
      out[2 * k + 1] =
          edgePoints.get(PolygonMesh.undirected(controlLoop[k], controlLoop[(k + 1) % n]));
    }
    return out;
  }

  /** Triangles of the skin: indices of triangles. */
  int[] skinTriangles() {
    List<Integer> out = new ArrayList<>();
    for (int t = 0; t < parts.length; t++) {
      if (parts[t] == MorphableModel.SKIN) {
        out.add(t);
      }
    }
    return out.stream().mapToInt(i -> i).toArray();
  }

  /** A triangle that has both vertices. */
  int triangleAt(int a, int b) {
    for (int t = 0; t < parts.length; t++) {
      boolean hasA = false, hasB = false;
      for (int k = 0; k < 3; k++) {
        hasA |= triangles[3 * t + k] == a;
        hasB |= triangles[3 * t + k] == b;
      }
      if (hasA && hasB) {
        return t;
      }
    }
    throw new IllegalArgumentException("no triangle has the edge " + a + " to " + b);
  }
}
