package dev.relievo.stage.regress;

/**
 * Symmetric normal equations H d = -g over pose and coefficients, with bounds on the blendshapes'
 * steps.
 *
 * <p>One Cholesky decomposition serves: with the bounded unknowns last, its lower right corner is
 * the factor of what is left of the problem once all others are eliminated. That small quadratic
 * problem is solved within its bounds by projected coordinate descent, the others follow by
 * substitution.
 */
final class NormalEquations {

  private static final int SWEEPS = 60;
  private static final double SETTLED = 1e-6;

  private final int pose;
  private final int size;
  private final double[] h;
  private final double[] g;

  /**
   * @param pose unknowns of the pose, which come first
   * @param shape coefficients
   */
  NormalEquations(int pose, int shape) {
    this.pose = pose;
    size = pose + shape;
    h = new double[size * size];
    g = new double[size];
  }

  /** Number of coefficients. */
  int shapeCount() {
    return size - pose;
  }

  /** Adds to the coefficients' block; l at most k. */
  void addShape(int k, int l, double value) {
    h[(pose + k) * size + pose + l] += value;
  }

  /** Adds factor times the first k + 1 of {@code row} to row k of the coefficients' block. */
  void addShapeRow(int k, double factor, double[] row) {
    int at = (pose + k) * size + pose;
    for (int l = 0; l <= k; l++) {
      h[at + l] += factor * row[l];
    }
  }

  /** Adds to the lower triangle; column at most row. */
  void add(int row, int column, double value) {
    h[row * size + column] += value;
  }

  void addGradient(int row, double value) {
    g[row] += value;
  }

  /**
   * Solves.
   *
   * @param from first bounded coefficient
   * @param low least step of each bounded coefficient
   * @param high largest step of each bounded coefficient
   * @return the step: pose, then coefficients
   */
  double[] solve(int from, double[] low, double[] high) {
    int bounded = low.length;
    int[] order = order(pose + from, bounded);
    double[] u = permuted(order);
    decompose(u);
    double[] y = new double[size];
    for (int i = 0; i < size; i++) {
      y[i] = -g[order[i]];
    }
    // U' y = -g
    for (int i = 0; i < size; i++) {
      y[i] /= u[i * size + i];
      double v = y[i];
      for (int j = i + 1; j < size; j++) {
        y[j] -= u[i * size + j] * v;
      }
    }
    int first = size - bounded;
    descend(u, y, first, low, high);
    // U x = y for the unknowns before the bounded ones
    for (int i = first - 1; i >= 0; i--) {
      double v = y[i];
      for (int j = i + 1; j < size; j++) {
        v -= u[i * size + j] * y[j];
      }
      y[i] = v / u[i * size + i];
    }
    double[] out = new double[size];
    for (int i = 0; i < size; i++) {
      out[order[i]] = y[i];
    }
    return out;
  }

  /**
   * Covariance of some unknowns with all others integrated out: their block of the inverse of H.
   *
   * @param wanted unknowns, pose included, each once
   * @return n x n, symmetric
   */
  double[] covariance(int[] wanted) {
    int n = wanted.length, first = size - n;
    double[] u = permuted(last(wanted));
    decompose(u);
    // W = U2^-1 of the lower right corner, row by row from below; the covariance is W W'.
    double[] w = new double[n * n];
    for (int i = n - 1; i >= 0; i--) {
      int row = (first + i) * size + first;
      w[i * n + i] = 1;
      for (int k = i + 1; k < n; k++) {
        double f = u[row + k];
        for (int j = k; j < n; j++) {
          w[i * n + j] -= f * w[k * n + j];
        }
      }
      for (int j = i; j < n; j++) {
        w[i * n + j] /= u[row + i];
      }
    }
    double[] out = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = i; k < n; k++) {
          sum += w[i * n + k] * w[j * n + k];
        }
        out[i * n + j] = out[j * n + i] = sum;
      }
    }
    return out;
  }

  /** An order of the unknowns that ends with some. */
  private int[] last(int[] wanted) {
    boolean[] chosen = new boolean[size];
    for (int i : wanted) {
      chosen[i] = true;
    }
    int[] order = new int[size];
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (!chosen[i]) {
        order[n++] = i;
      }
    }
    System.arraycopy(wanted, 0, order, n, wanted.length);
    return order;
  }

  /** The bounded unknowns last, the others in their order. */
  private int[] order(int from, int bounded) {
    int[] order = new int[size];
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (i < from || i >= from + bounded) {
        order[n++] = i;
      }
    }
    for (int i = from; i < from + bounded; i++) {
      order[n++] = i;
    }
    return order;
  }

  private double[] permuted(int[] order) {
    double[] u = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = i; j < size; j++) {
        int r = Math.max(order[i], order[j]), c = Math.min(order[i], order[j]);
        u[i * size + j] = h[r * size + c];
      }
    }
    return u;
  }

  /** H = U' U in place, row by row, so that the inner loop runs along rows. */
  private void decompose(double[] u) {
    for (int k = 0; k < size; k++) {
      int row = k * size;
      if (!(u[row + k] > 0)) {
        throw new ArithmeticException("the landmarks do not determine a face");
      }
      double pivot = Math.sqrt(u[row + k]);
      for (int j = k; j < size; j++) {
        u[row + j] /= pivot;
      }
      for (int i = k + 1; i < size; i++) {
        double factor = u[row + i];
        int to = i * size;
        for (int j = i; j < size; j++) {
          u[to + j] -= factor * u[row + j];
        }
      }
    }
  }

  /**
   * Minimises |U2 x - y2|^2 over the box by projected coordinate descent, with U2 the lower right
   * corner; y2 is replaced by x.
   */
  private void descend(double[] u, double[] y, int first, double[] low, double[] high) {
    int n = low.length;
    double[] q = new double[n * n], b = new double[n], x = new double[n];
    for (int k = 0; k < n; k++) {
      int row = (first + k) * size + first;
      for (int i = k; i < n; i++) {
        double f = u[row + i];
        b[i] += f * y[first + k];
        for (int j = k; j < n; j++) {
          q[i * n + j] += f * u[row + j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      x[i] = Math.min(high[i], Math.max(low[i], 0));
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double moved = 0;
      for (int i = 0; i < n; i++) {
        double slope = b[i];
        for (int j = 0; j < n; j++) {
          slope -= q[i * n + j] * x[j];
        }
        double next = Math.min(high[i], Math.max(low[i], x[i] + slope / q[i * n + i]));
        moved = Math.max(moved, Math.abs(next - x[i]));
        x[i] = next;
      }
      if (moved < SETTLED) {
        break;
      }
    }
    System.arraycopy(x, 0, y, first, n);
  }
}
