package dev.relievo.model;

/**
 * Completes the blink: MakeHuman's eye closure carries the upper lid's front edge past the lower
 * one, by more at the middle than at the corners, and lets lids pass through our eyeball. Here it
 * is scaled until the edges meet on average, then they are brought together everywhere, outside the
 * eyeball, and the rings around them follow less and less.
 */
final class LidClosure {

  /** The ring along the lids' front edges, which are seen to meet. */
  private static final int EDGE = 2;

  /** Where the edges meet between the lower (0) and the upper (1). */
  private static final double MEET = .3;

  /** The edges' clearance from the eyeball, and the rims' behind them, mm. */
  private static final double EDGE_CLEAR = 1.2;

  private static final double RIM_CLEAR = .3;

  /** Share of the correction that each ring from the edge outwards takes. */
  private static final double[] SHARE = {1, .6, .3, .1};

  private final ControlMesh mesh;
  private final double[] mean;
  private final Eyeball eye;
  private final int inner;

  LidClosure(ControlMesh mesh, double[] mean) {
    this.mesh = mesh;
    this.mean = mean;
    eye = Eyeball.left(mesh, mean);
    inner = SurfaceFields.rightCorner(mesh.leftLids(), mean);
  }

  /** The left eye's closure, completed: control points x 3. */
  double[] complete(double[] closure) {
    double[] points = mean.clone();
    Dense.axpy(share(closure), closure, points);
    int n = mesh.leftLids().length;
    double[][] meet = new double[n][];
    for (int k = 0; k < n; k++) {
      meet[k] = k == 0 || k == inner ? place(points, EDGE, k) : meeting(points, k);
    }
    for (int k = 0; k < n; k++) {
      double[] from = place(points, EDGE, k);
      for (int ring = EDGE; ring < mesh.lids().length; ring++) {
        int v = mesh.lids()[ring][k];
        for (int a = 0; a < 3; a++) {
          points[3 * v + a] += SHARE[ring - EDGE] * (meet[k][a] - from[a]);
        }
        eye.pushOut(points, v, EDGE_CLEAR);
      }
      if (k != 0 && k != inner) {
        eye.put(points, mesh.leftLids()[k], meet[k], RIM_CLEAR);
      }
    }
    new EyeFit(mesh).hide(points, eye);
    Dense.axpy(-1, mean, points);
    return points;
  }

  private double[] place(double[] points, int ring, int k) {
    int v = 3 * mesh.lids()[ring][k];
    return new double[] {points[v], points[v + 1], points[v + 2]};
  }

  private double[] meeting(double[] points, int k) {
    double[] own = place(points, EDGE, k), other = across(points, k), out = new double[3];
    double share = k < inner ? MEET : 1 - MEET;
    for (int a = 0; a < 3; a++) {
      out[a] = share * own[a] + (1 - share) * other[a];
    }
    eye.pushOut(out, 0, EDGE_CLEAR);
    return out;
  }

  /** The part of MakeHuman's closure at which the edges meet on average. */
  private double share(double[] closure) {
    double[] closed = mean.clone();
    Dense.axpy(1, closure, closed);
    double before = 0, after = 0;
    for (int k = inner / 4; k <= inner - inner / 4; k++) {
      before += place(mean, EDGE, k)[1] - across(mean, k)[1];
      after += place(closed, EDGE, k)[1] - across(closed, k)[1];
    }
    return Math.min(1, before / (before - after));
  }

  /** The point of the other lid's edge at the same x. */
  private double[] across(double[] points, int k) {
    int[] edge = mesh.lids()[EDGE];
    int n = edge.length, from = k < inner ? inner : 0, to = k < inner ? n : inner;
    double x = points[3 * edge[k]], best = Double.MAX_VALUE;
    double[] out = new double[3];
    for (int j = from; j < to; j++) {
      int a = 3 * edge[j], b = 3 * edge[(j + 1) % n];
      double span = points[b] - points[a];
      double t = Math.abs(span) < 1e-9 ? 0 : Math.max(0, Math.min(1, (x - points[a]) / span));
      double miss = Math.abs(points[a] + t * span - x);
      if (miss < best) {
        best = miss;
        for (int c = 0; c < 3; c++) {
          out[c] = points[a + c] + t * (points[b + c] - points[a + c]);
        }
      }
    }
    return out;
  }
}
