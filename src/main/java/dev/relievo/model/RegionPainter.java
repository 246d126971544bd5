package dev.relievo.model;

import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import java.util.stream.IntStream;

/**
 * Regions from landmark polygons in the chart, from the parts, and from the distance to the face's
 * outline; per vertex and per texel.
 */
final class RegionPainter {

  private static final int SIZE = MorphableModel.REGION_MAP_SIZE;

  /** Width of the contour band along the outline, in UV. */
  private static final double CONTOUR = .07;

  private static final byte OUTSIDE = -1;

  private final FullMesh mesh;
  private final double[] uv;
  private final double[][] eyes;
  private final double[][] brows;
  private final double[] nose;
  private final double[] lips;
  private final double[] outline;

  /**
   * A painter.
   *
   * @param uv full vertices x 2
   * @param landmarks the 468
   */
  RegionPainter(FullMesh mesh, double[] uv, LandmarkMap landmarks) {
    this.mesh = mesh;
    this.uv = uv;
    double[] at = new double[2 * landmarks.count()];
    for (int i = 0; i < landmarks.count(); i++) {
      for (int k = 0; k < 3; k++) {
        int v = mesh.triangles()[3 * landmarks.triangles()[i] + k];
        for (int a = 0; a < 2; a++) {
          at[2 * i + a] += landmarks.weights()[3 * i + k] * uv[2 * v + a];
        }
      }
    }
    eyes =
        new double[][] {
          grown(polygon(at, LandmarkScheme.LEFT_EYE), 2. / SIZE),
          grown(polygon(at, LandmarkScheme.RIGHT_EYE), 2. / SIZE)
        };
    brows =
        new double[][] {
          grown(polygon(at, LandmarkScheme.LEFT_BROW), 2. / SIZE),
          grown(polygon(at, LandmarkScheme.RIGHT_BROW), 2. / SIZE)
        };
    nose = polygon(at, LandmarkScheme.NOSE);
    lips = grown(polygon(at, LandmarkScheme.OUTER_LIPS), 1. / SIZE);
    outline = polygon(uv, mesh.loop(mesh.control().outline()));
  }

  private static double[] polygon(double[] points, int[] loop) {
    return IntStream.range(0, 2 * loop.length)
        .mapToDouble(i -> points[2 * loop[i / 2] + i % 2])
        .toArray();
  }

  /** Moves each corner away from the polygon's middle. */
  private static double[] grown(double[] polygon, double by) {
    double cx = 0, cy = 0;
    int n = polygon.length / 2;
    for (int i = 0; i < n; i++) {
      cx += polygon[2 * i] / n;
      cy += polygon[2 * i + 1] / n;
    }
    double[] out = new double[2 * n];
    for (int i = 0; i < n; i++) {
      double dx = polygon[2 * i] - cx, dy = polygon[2 * i + 1] - cy, l = Math.hypot(dx, dy);
      out[2 * i] = polygon[2 * i] + by * dx / l;
      out[2 * i + 1] = polygon[2 * i + 1] + by * dy / l;
    }
    return out;
  }

  private static boolean inside(double[] polygon, double x, double y) {
    boolean in = false;
    int n = polygon.length / 2;
    for (int i = 0, j = n - 1; i < n; j = i++) {
      double yi = polygon[2 * i + 1], yj = polygon[2 * j + 1];
      if (yi > y != yj > y
          && x < polygon[2 * i] + (y - yi) / (yj - yi) * (polygon[2 * j] - polygon[2 * i])) {
        in = !in;
      }
    }
    return in;
  }

  private static double distance(double[] polygon, double x, double y) {
    double best = Double.MAX_VALUE;
    int n = polygon.length / 2;
    for (int i = 0, j = n - 1; i < n; j = i++) {
      double ax = polygon[2 * j], ay = polygon[2 * j + 1];
      double dx = polygon[2 * i] - ax, dy = polygon[2 * i + 1] - ay;
      double t = ((x - ax) * dx + (y - ay) * dy) / Math.max(dx * dx + dy * dy, 1e-18);
      t = Math.max(0, Math.min(1, t));
      best = Math.min(best, Math.hypot(ax + t * dx - x, ay + t * dy - y));
    }
    return best;
  }

  /** Bits of a place in the chart that belongs to a part. */
  private byte bits(byte part, double u, double v) {
    if (part != MorphableModel.SKIN) {
      return (byte) (part == MorphableModel.MOUTH ? Region.LIPS : Region.EYES).bit();
    }
    int bits = 0;
    bits |= inside(eyes[0], u, v) || inside(eyes[1], u, v) ? Region.EYES.bit() : 0;
    bits |= inside(brows[0], u, v) || inside(brows[1], u, v) ? Region.BROWS.bit() : 0;
    bits |= inside(lips, u, v) ? Region.LIPS.bit() : 0;
    bits |= bits == 0 ? Region.SKIN.bit() : 0;
    bits |= inside(nose, u, v) ? Region.NOSE.bit() : 0;
    bits |= distance(outline, u, v) < CONTOUR ? Region.CONTOUR.bit() : 0;
    return (byte) bits;
  }

  byte[] perVertex() {
    byte[] part = new byte[mesh.vertexCount()];
    for (int i = 0; i < mesh.triangles().length; i++) {
      part[mesh.triangles()[i]] = mesh.parts()[i / 3];
    }
    byte[] out = new byte[part.length];
    for (int v = 0; v < out.length; v++) {
      out[v] = bits(part[v], uv[2 * v], uv[2 * v + 1]);
    }
    return out;
  }

  byte[] perTexel() {
    byte[] part = partMap(mesh, uv);
    byte[] out = new byte[part.length];
    for (int i = 0; i < out.length; i++) {
      if (part[i] != OUTSIDE) {
        out[i] = bits(part[i], (i % SIZE + .5) / SIZE, (i / SIZE + .5) / SIZE);
      }
    }
    return out;
  }

  /** Part at each texel's centre, -1 outside the chart. */
  static byte[] partMap(FullMesh mesh, double[] uv) {
    byte[] out = new byte[SIZE * SIZE];
    java.util.Arrays.fill(out, OUTSIDE);
    int[] tri = mesh.triangles();
    for (int t = 0; t < mesh.parts().length; t++) {
      int a = tri[3 * t], b = tri[3 * t + 1], c = tri[3 * t + 2];
      double area = Triangles.signedArea(uv, a, b, c);
      double[] x = {uv[2 * a] * SIZE, uv[2 * b] * SIZE, uv[2 * c] * SIZE};
      double[] y = {uv[2 * a + 1] * SIZE, uv[2 * b + 1] * SIZE, uv[2 * c + 1] * SIZE};
      int x0 = (int) Math.floor(Math.min(x[0], Math.min(x[1], x[2])));
      int x1 = (int) Math.ceil(Math.max(x[0], Math.max(x[1], x[2])));
      int y0 = (int) Math.floor(Math.min(y[0], Math.min(y[1], y[2])));
      int y1 = (int) Math.ceil(Math.max(y[0], Math.max(y[1], y[2])));
      for (int j = Math.max(0, y0); j < Math.min(SIZE, y1); j++) {
        for (int i = Math.max(0, x0); i < Math.min(SIZE, x1); i++) {
          boolean in = area != 0;
          for (int k = 0; k < 3 && in; k++) {
            int m = (k + 1) % 3;
            double side = (x[m] - x[k]) * (j + .5 - y[k]) - (i + .5 - x[k]) * (y[m] - y[k]);
            in = side * area >= 0;
          }
          if (in) {
            out[j * SIZE + i] = mesh.parts()[t];
          }
        }
      }
    }
    return out;
  }
}
