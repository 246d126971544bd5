package dev.relievo.model;

/**
 * Completes the blink: MakeHuman's eye closure leaves the lids apart by up to two millimetres and
 * lets them pass through our eyeball. The rims are brought together along a curve near the lower
 * lid, on the eyeball's surface, and the rings around them follow less and less.
 */
final class LidClosure {

  /** Where the lids meet between the lower (0) and the upper (1) after MakeHuman's closure. */
  private static final double MEET = .3;

  /** The lids' clearance from the eyeball, mm. */
  private static final double CLEAR = .5;

  /** Share of the correction that each ring takes, from inside outwards. */
  private static final double[] SHARE = {1, 1, .8, .55, .3, .1};

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
    Dense.axpy(1, closure, points);
    int[] rim = mesh.leftLids();
    int n = rim.length;
    double[][] move = new double[n][3];
    for (int k = 1; k < n; k++) {
      if (k != inner) {
        double[] other = across(points, k);
        double own = k < inner ? MEET : 1 - MEET;
        double[] meet = new double[3];
        for (int a = 0; a < 3; a++) {
          meet[a] = own * points[3 * rim[k] + a] + (1 - own) * other[a];
        }
        eye.pushOut(meet, 0, CLEAR);
        for (int a = 0; a < 3; a++) {
          move[k][a] = meet[a] - points[3 * rim[k] + a];
        }
      }
    }
    for (int ring = 0; ring < mesh.lids().length; ring++) {
      for (int k = 0; k < n; k++) {
        for (int a = 0; a < 3; a++) {
          points[3 * mesh.lids()[ring][k] + a] += SHARE[ring] * move[k][a];
        }
        if (ring >= ControlMesh.LID_RIM) {
          eye.pushOut(points, mesh.lids()[ring][k], CLEAR);
        }
      }
    }
    Dense.axpy(-1, mean, points);
    return points;
  }

  /** The point of the other lid's rim at the same x. */
  private double[] across(double[] points, int k) {
    int[] rim = mesh.leftLids();
    int n = rim.length, from = k < inner ? inner : 0, to = k < inner ? n : inner;
    double x = points[3 * rim[k]], best = Double.MAX_VALUE;
    double[] out = new double[3];
    for (int j = from; j < to; j++) {
      int a = 3 * rim[j], b = 3 * rim[(j + 1) % n];
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
