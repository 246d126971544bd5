package dev.relievo.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One step of Catmull and Clark's subdivision (Computer-Aided Design 10, 1978) as a sparse matrix:
 * the step is linear in the points, so a basis on the control points subdivides like a shape. A
 * boundary becomes the cubic B-spline of its control polygon, independent of the inside.
 *
 * @param matrix full vertices from control points: first the control points' own places, then one
 *     per edge, then one per face
 * @param quads corners of each quadrilateral of the finer mesh, counter-clockwise: the old vertex
 *     first, the face's point third
 * @param parents face of the control mesh that each quadrilateral came from
 */
record CatmullClark(Mixture matrix, int[][] quads, int[] parents) {

  static CatmullClark of(PolygonMesh mesh) {
    return new Builder(mesh).build();
  }

  /** Two triangles a quadrilateral, split from the old vertex to the face's point. */
  int[] triangles() {
    int[] out = new int[quads.length * 6];
    for (int q = 0; q < quads.length; q++) {
      int[] c = quads[q];
      int[] t = {c[0], c[1], c[2], c[0], c[2], c[3]};
      System.arraycopy(t, 0, out, 6 * q, 6);
    }
    return out;
  }

  private static final class Builder {
    private final PolygonMesh mesh;
    private final Map<Long, Integer> half;
    private final Map<Long, Integer> edges = new HashMap<>();
    private final List<int[]> ends = new ArrayList<>();
    private final List<Map<Integer, Double>> rows = new ArrayList<>();

    Builder(PolygonMesh mesh) {
      this.mesh = mesh;
      half = mesh.halfEdges();
      for (int[] p : mesh.faces()) {
        for (int k = 0; k < p.length; k++) {
          int a = p[k], b = p[(k + 1) % p.length];
          if (edges.putIfAbsent(PolygonMesh.undirected(a, b), ends.size()) == null) {
            ends.add(new int[] {a, b});
          }
        }
      }
    }

    CatmullClark build() {
      for (int v = 0; v < mesh.vertexCount(); v++) {
        rows.add(new TreeMap<>());
      }
      vertexRows();
      for (int[] e : ends) {
        rows.add(edgeRow(e[0], e[1]));
      }
      for (int f = 0; f < mesh.faces().length; f++) {
        Map<Integer, Double> row = new TreeMap<>();
        addFace(row, f, 1);
        rows.add(row);
      }
      return quads();
    }

    private boolean boundary(int[] e) {
      return !half.containsKey(PolygonMesh.edge(e[0], e[1]))
          || !half.containsKey(PolygonMesh.edge(e[1], e[0]));
    }

    private Map<Integer, Double> edgeRow(int a, int b) {
      Map<Integer, Double> row = new TreeMap<>();
      boolean rim = boundary(new int[] {a, b});
      add(row, a, rim ? .5 : .25);
      add(row, b, rim ? .5 : .25);
      if (!rim) {
        addFace(row, half.get(PolygonMesh.edge(a, b)), .25);
        addFace(row, half.get(PolygonMesh.edge(b, a)), .25);
      }
      return row;
    }

    /** Interior (F + 2 R + (n - 3) P) / n; boundary 1/8, 3/4, 1/8. */
    private void vertexRows() {
      int n = mesh.vertexCount();
      List<List<int[]>> around = new ArrayList<>();
      List<List<Integer>> faces = new ArrayList<>();
      for (int v = 0; v < n; v++) {
        around.add(new ArrayList<>());
        faces.add(new ArrayList<>());
      }
      for (int[] e : ends) {
        around.get(e[0]).add(e);
        around.get(e[1]).add(e);
      }
      for (int f = 0; f < mesh.faces().length; f++) {
        for (int v : mesh.faces()[f]) {
          faces.get(v).add(f);
        }
      }
      for (int v = 0; v < n; v++) {
        vertexRow(v, around.get(v), faces.get(v));
      }
    }

    private void vertexRow(int v, List<int[]> around, List<Integer> faces) {
      Map<Integer, Double> row = rows.get(v);
      List<int[]> rim = around.stream().filter(this::boundary).toList();
      if (!rim.isEmpty()) {
        add(row, v, .75);
        for (int[] e : rim) {
          add(row, e[0] == v ? e[1] : e[0], .25 / rim.size());
        }
        return;
      }
      double n = faces.size();
      add(row, v, (n - 3) / n);
      for (int f : faces) {
        addFace(row, f, 1 / (n * n));
      }
      for (int[] e : around) {
        add(row, e[0], 1 / (n * n));
        add(row, e[1], 1 / (n * n));
      }
    }

    private void addFace(Map<Integer, Double> row, int f, double weight) {
      int[] p = mesh.faces()[f];
      for (int v : p) {
        add(row, v, weight / p.length);
      }
    }

    private static void add(Map<Integer, Double> row, int column, double weight) {
      row.merge(column, weight, Double::sum);
    }

    private CatmullClark quads() {
      List<int[]> quads = new ArrayList<>();
      List<Integer> parents = new ArrayList<>();
      int firstEdge = mesh.vertexCount(), firstFace = firstEdge + ends.size();
      for (int f = 0; f < mesh.faces().length; f++) {
        int[] p = mesh.faces()[f];
        for (int k = 0; k < p.length; k++) {
          int before = p[(k + p.length - 1) % p.length], after = p[(k + 1) % p.length];
          quads.add(
              new int[] {
                p[k],
                firstEdge + edges.get(PolygonMesh.undirected(p[k], after)),
                firstFace + f,
                firstEdge + edges.get(PolygonMesh.undirected(before, p[k]))
              });
          parents.add(f);
        }
      }
      return new CatmullClark(
          Mixture.of(rows, null),
          quads.toArray(int[][]::new),
          parents.stream().mapToInt(i -> i).toArray());
    }
  }
}
