package dev.relievo.model;

/** Movements of the lips for which MakeHuman has no unit, shaped on the rings around the mouth. */
final class LipShapes {

  /** How far a rolled lip's rings go back, and over to the other lip, mm, from inside outwards. */
  private static final double[] ROLL_BACK = {3, 4, 5, 5.5, 5, 4, 2.2, .8, 0};

  private static final double[] ROLL_OVER = {.3, .5, 1, 1.8, 2.4, 2.4, 1.4, .5, 0};

  private final ControlMesh mesh;
  private final double[] mean;
  private final SurfaceFields fields;
  private final int right;

  LipShapes(ControlMesh mesh, double[] mean, SurfaceFields fields) {
    this.mesh = mesh;
    this.mean = mean;
    this.fields = fields;
    right = SurfaceFields.rightCorner(mesh.lipLine(), mean);
  }

  /** Undoes what an opening jaw does to the lips: with it, they are closed over an open jaw. */
  double[] close(double[] open) {
    int[] line = mesh.lipLine();
    int n = line.length;
    double[][] move = new double[n][3];
    for (int k = 0; k < n; k++) {
      int other = k == 0 || k == right ? k : nearestInX(k);
      for (int a = 0; a < 3; a++) {
        int upper = k < right ? line[k] : line[other], lower = k < right ? line[other] : line[k];
        double meet = .6 * open[3 * upper + a] + .4 * open[3 * lower + a];
        move[k][a] = k == 0 || k == right ? 0 : meet - open[3 * line[k] + a];
      }
    }
    return fields.spreadFromLips(move, 4, 38);
  }

  private int nearestInX(int k) {
    int[] line = mesh.lipLine();
    int from = k < right ? right : 0, to = k < right ? line.length : right + 1, best = from;
    for (int j = from; j < to; j++) {
      double d = Math.abs(mean[3 * line[j]] - mean[3 * line[k]]);
      best = d < Math.abs(mean[3 * line[best]] - mean[3 * line[k]]) ? j : best;
    }
    return best;
  }

  /** The mouth moved to the subject's left, mm. */
  double[] shift(double left) {
    double[][] move = new double[mesh.lipLine().length][3];
    for (double[] m : move) {
      m[0] = left;
    }
    return fields.spreadFromLips(move, ControlMesh.LIPS, 45);
  }

  /** A lip rolled inwards over the teeth. */
  double[] roll(boolean upper) {
    double[] d = new double[mean.length];
    int n = mesh.lipLine().length;
    for (int k = 0; k < n; k++) {
      if (k == 0 || k == right || k < right != upper) {
        continue;
      }
      double along = k < right ? (double) k / right : (double) (k - right) / (n - right);
      double taper = Math.pow(Math.sin(Math.PI * along), .7);
      for (int r = 0; r < ControlMesh.LIPS; r++) {
        int v = mesh.lips()[r][k];
        d[3 * v + 1] = (upper ? -1 : 1) * taper * ROLL_OVER[r];
        d[3 * v + 2] = -taper * ROLL_BACK[r];
      }
      int rim = mesh.mouthRim()[k];
      d[3 * rim + 2] = -taper * ROLL_BACK[0];
    }
    fields.hangPouch(d);
    return d;
  }
}
