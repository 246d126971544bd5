package dev.relievo.model;

/**
 * Brings the lips of a neutral face together. MakeHuman's lips stand up to two millimetres apart
 * where they should be seen to meet, more on some faces; each lip moves about half of that, less
 * and less with the rings away from the line.
 */
final class LipClosure {

  /** What stays open between the control points, mm: subdivision rounds the lips off by as much. */
  private static final double LEFT_OPEN = -.1;

  /** How far the rings behind the line may run past each other, hidden, mm. */
  private static final double OVERLAP = .5;

  /** Share of the movement that each ring takes, from inside outwards. */
  private static final double[] SHARE = {1, 1, 1, .8, .5, .25, .1, 0, 0};

  private final ControlMesh mesh;
  private final int right;

  /**
   * A closure.
   *
   * @param points any face: where the right corner is
   */
  LipClosure(ControlMesh mesh, double[] points) {
    this.mesh = mesh;
    right = SurfaceFields.rightCorner(mesh.lipLine(), points);
  }

  /** Closes the lips of a face, control points x 3, in place. */
  void apply(double[] points) {
    int[] line = mesh.lipLine();
    int n = line.length;
    double[] meet = new double[n], move = new double[n];
    for (int k = 1; k < n; k++) {
      if (k != right) {
        double own = points[3 * line[k] + 1], other = across(points, k);
        double gap = Math.abs(own - other) - LEFT_OPEN;
        boolean crossed = k < right == own < other;
        meet[k] = .5 * (own + other);
        move[k] = crossed ? 0 : (k < right ? -.5 : .5) * Math.max(0, gap);
      }
    }
    for (int ring = 0; ring < SHARE.length; ring++) {
      for (int k = 1; k < n; k++) {
        if (k != right) {
          int at = 3 * mesh.lips()[ring][k] + 1;
          points[at] += SHARE[ring] * move[k];
          if (ring < 2) {
            points[at] =
                k < right
                    ? Math.max(points[at], meet[k] - OVERLAP)
                    : Math.min(points[at], meet[k] + OVERLAP);
          }
        }
      }
    }
    movePouch(points);
  }

  /** Height of the other lip's line at a vertex's x. */
  private double across(double[] points, int k) {
    int[] line = mesh.lipLine();
    int n = line.length, from = k < right ? right : 0, to = k < right ? n : right;
    double x = points[3 * line[k]], best = Double.MAX_VALUE, out = points[3 * line[k] + 1];
    for (int j = from; j < to; j++) {
      int a = 3 * line[j], b = 3 * line[(j + 1) % n];
      double span = points[b] - points[a];
      double t = Math.abs(span) < 1e-9 ? 0 : Math.max(0, Math.min(1, (x - points[a]) / span));
      double miss = Math.abs(points[a] + t * span - x);
      if (miss < best) {
        best = miss;
        out = points[a + 1] + t * (points[b + 1] - points[a + 1]);
      }
    }
    return out;
  }

  /** The pouch's first ring is a copy of the rim. */
  private void movePouch(double[] points) {
    for (int k = 0; k < mesh.mouthRim().length; k++) {
      System.arraycopy(points, 3 * mesh.mouthRim()[k], points, 3 * (mesh.mouthStart() + k), 3);
    }
  }
}
