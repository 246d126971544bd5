package dev.relievo.model;

import java.util.Arrays;
import java.util.List;

/**
 * The UV chart: the skin unrolled from directions inside the head, relaxed where that would fold
 * (nostrils, lids, lips), and islands for eyeballs and mouth in its free corners. The mirror of (u,
 * v) is (1 - u, v). See topology-docs/decisions/0021-chart.md.
 */
final class ChartBuilder {

  /** Free texels at 256 between islands and along the border, with one for rounding. */
  static final double GUTTER = 9;

  private static final double SIZE = 256;

  /** Axis of the columns and centre of the rows, mm. */
  private static final double COLUMN_Z = -90;

  private static final double ROW_Y = -20;
  private static final double ROW_Z = -50;
  private static final int RINGS = 7;
  private static final int ROUNDS = 12;

  private final ControlMesh mesh;
  private final int[] triangles;
  private final double[] pose;
  private final double[] plane;

  private ChartBuilder(ControlMesh mesh, double[] pose) {
    this.mesh = mesh;
    this.pose = Arrays.copyOf(pose, 3 * mesh.skinCount());
    triangles = Triangles.of(mesh.skin().faces(), this.pose);
    plane = new double[2 * mesh.skinCount()];
    for (int v = 0; v < mesh.skinCount(); v++) {
      double x = pose[3 * v], y = pose[3 * v + 1] - ROW_Y, z = pose[3 * v + 2];
      plane[2 * v] = Math.atan2(x, z - COLUMN_Z);
      plane[2 * v + 1] = -Math.atan2(y, Math.hypot(x, z - ROW_Z));
    }
  }

  /**
   * The chart at the control points.
   *
   * @param pose control points x 3 with mouth and eyes a little open, so that the openings have
   *     room
   * @return points x 2, 0 to 1, origin top left
   */
  static double[] build(ControlMesh mesh, double[] pose) {
    ChartBuilder b = new ChartBuilder(mesh, pose);
    b.unfold();
    double[] uv = new double[2 * mesh.pointCount()];
    b.fitSkin(uv);
    b.placeEyes(uv);
    b.placeMouth(uv);
    return uv;
  }

  /** Relaxes around folds and openings; the openings are filled by fans meanwhile. */
  private void unfold() {
    List<int[]> holes = List.of(mesh.leftSocket(), mesh.rightSocket(), mesh.mouthRim());
    int n = mesh.skinCount(), all = n + holes.size();
    double[] points = Arrays.copyOf(pose, 3 * all);
    double[] t = Arrays.copyOf(plane, 2 * all);
    int[] filled =
        Arrays.copyOf(
            triangles, triangles.length + 3 * holes.stream().mapToInt(h -> h.length).sum());
    boolean[] free = new boolean[all];
    int at = triangles.length;
    for (int h = 0; h < holes.size(); h++) {
      int[] loop = holes.get(h);
      for (int k = 0; k < loop.length; k++) {
        int v = loop[k], w = loop[(k + 1) % loop.length];
        for (int a = 0; a < 3; a++) {
          points[3 * (n + h) + a] += pose[3 * v + a] / loop.length;
        }
        for (int a = 0; a < 2; a++) {
          t[2 * (n + h) + a] += plane[2 * v + a] / loop.length;
        }
        filled[at++] = w;
        filled[at++] = v;
        filled[at++] = n + h;
        free[v] = true;
      }
      free[n + h] = true;
    }
    SurfaceGraph graph = SurfaceGraph.meanValue(points, filled);
    markFolds(filled, t, free);
    for (int round = 0; round < ROUNDS; round++) {
      for (int ring = 0; ring < (round == 0 ? RINGS : 1); ring++) {
        free = graph.grown(free);
      }
      for (int v : mesh.outline()) {
        free[v] = false;
      }
      double[] solved = t.clone();
      graph.relax(free, solved, 2);
      System.arraycopy(solved, 0, plane, 0, plane.length);
      symmetrise();
      if (!markFolds(triangles, plane, free)) {
        return;
      }
    }
  }

  private boolean markFolds(int[] tri, double[] t, boolean[] free) {
    boolean any = false;
    for (int i = 0; i < tri.length; i += 3) {
      // Rows grow downwards, so a triangle seen from outside turns clockwise in the chart.
      if (Triangles.signedArea(t, tri[i], tri[i + 1], tri[i + 2]) >= 0) {
        any = true;
        for (int k = 0; k < 3; k++) {
          free[tri[i + k]] = true;
        }
      }
    }
    return any;
  }

  private void symmetrise() {
    double[] t = plane.clone();
    for (int v = 0; v < mesh.skinCount(); v++) {
      int m = mesh.mirror()[v];
      plane[2 * v] = .5 * (t[2 * v] - t[2 * m]);
      plane[2 * v + 1] = .5 * (t[2 * v + 1] + t[2 * m + 1]);
    }
  }

  private void fitSkin(double[] uv) {
    double width = 0, top = Double.MAX_VALUE, bottom = -Double.MAX_VALUE;
    for (int v = 0; v < mesh.skinCount(); v++) {
      width = Math.max(width, Math.abs(plane[2 * v]));
      top = Math.min(top, plane[2 * v + 1]);
      bottom = Math.max(bottom, plane[2 * v + 1]);
    }
    double room = (SIZE - 2 * GUTTER) / SIZE;
    for (int v = 0; v < mesh.skinCount(); v++) {
      uv[2 * v] = .5 + .5 * room * plane[2 * v] / width;
      uv[2 * v + 1] = GUTTER / SIZE + room * (plane[2 * v + 1] - top) / (bottom - top);
    }
  }

  /** Radius of the largest disc in a corner, in UV. */
  private double cornerRadius(double[] uv, boolean right, boolean bottom) {
    double low = 0, high = .25, gutter = GUTTER / SIZE;
    for (int i = 0; i < 40; i++) {
      double r = .5 * (low + high), cx = right ? 1 - gutter - r : gutter + r;
      double cy = bottom ? 1 - gutter - r : gutter + r, nearest = Double.MAX_VALUE;
      int[] loop = mesh.outline();
      for (int k = 0; k < loop.length; k++) {
        nearest = Math.min(nearest, toSegment(cx, cy, uv, loop[k], loop[(k + 1) % loop.length]));
      }
      if (nearest >= r + gutter) {
        low = r;
      } else {
        high = r;
      }
    }
    return low;
  }

  private static double toSegment(double x, double y, double[] uv, int a, int b) {
    double dx = uv[2 * b] - uv[2 * a], dy = uv[2 * b + 1] - uv[2 * a + 1];
    double t = ((x - uv[2 * a]) * dx + (y - uv[2 * a + 1]) * dy) / (dx * dx + dy * dy);
    t = Math.max(0, Math.min(1, t));
    return Math.hypot(uv[2 * a] + t * dx - x, uv[2 * a + 1] + t * dy - y);
  }

  private void placeEyes(double[] uv) {
    double r = cornerRadius(uv, true, false), gutter = GUTTER / SIZE;
    double[][] directions = EyeballCap.directions();
    double[] radii = EyeballCap.radii();
    for (int i = 0; i < directions.length; i++) {
      double[] d = directions[i];
      double l = Math.hypot(d[0], d[1]), scale = l == 0 ? 0 : r * radii[i] / l;
      double u = 1 - gutter - r + scale * d[0], v = gutter + r - scale * d[1];
      int left = mesh.leftEye()[0] + i, other = mesh.mirror()[left];
      uv[2 * left] = u;
      uv[2 * left + 1] = v;
      uv[2 * other] = 1 - u;
      uv[2 * other + 1] = v;
    }
  }

  private void placeMouth(double[] uv) {
    double r = cornerRadius(uv, false, true), gutter = GUTTER / SIZE;
    int n = mesh.mouthRim().length, rings = (mesh.pointCount() - mesh.mouthStart()) / n;
    int right = 0;
    for (int k = 0; k < n; k++) {
      right = pose[3 * mesh.mouthRim()[k]] < pose[3 * mesh.mouthRim()[right]] ? k : right;
    }
    for (int ring = 0; ring < rings; ring++) {
      double radius = r * (1 - ring / (rings + .5));
      for (int k = 0; k < n; k++) {
        double angle =
            Math.PI * (k <= right ? (double) k / right : 1 + (double) (k - right) / (n - right));
        int point = mesh.mouthStart() + ring * n + k;
        uv[2 * point] = gutter + r + radius * Math.cos(angle);
        uv[2 * point + 1] = 1 - gutter - r - radius * Math.sin(angle);
      }
    }
  }
}
