package dev.relievo.stage.regress;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * A symmetric positive definite system of one right-hand side, filled and solved again and again in
 * the same memory. Not safe to share between threads.
 */
final class PositiveSystem {

  private final double[][] rows;
  private final DMatrixRMaj h;
  private final DMatrixRMaj g;
  private final DMatrixRMaj x;
  private final LinearSolverDense<DMatrixRMaj> solver;

  PositiveSystem(int unknowns) {
    rows = new double[unknowns][unknowns];
    h = new DMatrixRMaj(unknowns, unknowns);
    g = new DMatrixRMaj(unknowns, 1);
    x = new DMatrixRMaj(unknowns, 1);
    solver = LinearSolverFactory_DDRM.symmPosDef(unknowns);
  }

  /** A row of the matrix, to be filled up to the diagonal. */
  double[] row(int k) {
    return rows[k];
  }

  /** N, to be filled. */
  double[] right() {
    return g.data;
  }

  void clear() {
    for (double[] row : rows) {
      Arrays.fill(row, 0);
    }
    Arrays.fill(g.data, 0);
  }

  /**
   * Solves.
   *
   * @return N, overwritten by the next call
   * @throws ArithmeticException where the matrix is not positive definite
   */
  double[] solve() {
    int n = h.numRows;
    for (int k = 0; k < n; k++) {
      for (int l = 0; l <= k; l++) {
        h.data[l * n + k] = h.data[k * n + l] = rows[k][l];
      }
    }
    if (!solver.setA(h)) {
      throw new ArithmeticException("the skin's colours do not determine light and albedo");
    }
    solver.solve(g, x);
    return x.data;
  }
}
