package dev.relievo.stage.regress;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import java.util.Arrays;

/**
 * Pose, identity and expression from the 468 landmarks by Gauss-Newton with the model's priors.
 *
 * <p>The residual of landmark i, seen by {@link TangentView}'s camera at the image point p, is in
 * millimetres on the face: r = p Z - X for its place (X = R x + t, Z its depth) and, weighted
 * little, the landmark's own depth against Z up to an unknown offset. In this form the Hessian of
 * the coefficients is a sum of six constant Gram matrices weighted by the rotation, so that a step
 * costs a few matrix sums and one Cholesky decomposition of a few hundred unknowns instead of a
 * product over all points. Points of the face's oval count only across the contour, and slide on
 * the silhouette ({@link ContourMatch}).
 *
 * <p>Instances are immutable and safe to share between threads.
 */
final class LandmarkFit {

  private static final int POSE_STEPS = 3;
  private static final int POSE = 7;
  private static final int MOST_HALVINGS = 4;

  /** How much worse a step may make the landmarks for the sake of the contour. */
  private static final double SLACK = 0.02;

  private final FitSettings settings;
  private final float[][] rows;
  private final ContourMatch contour;
  private final double[] weights;
  private final double[][] gram;
  private final double[] precision;
  private final int simple;
  private final int unknowns;
  private final int firstExpression;
  private final int identityCount;

  /**
   * What the fit found.
   *
   * @param pose model to the frame's camera
   * @param identity standard deviations
   * @param corrective standard deviations
   * @param expression weights, 0 to 1
   */
  record Result(Pose pose, float[] identity, float[] corrective, float[] expression) {}

  /**
   * What the fit found and how sure it is (Laplace's approximation).
   *
   * @param found the maximum
   * @param covariance n x n over identity, then corrective: the inverse Hessian with pose and
   *     expression integrated out
   */
  record Posterior(Result found, double[] covariance) {}

  LandmarkFit(MorphableModel model, FitSettings settings) {
    this.settings = settings;
    identityCount = model.identityCount();
    unknowns = identityCount + model.correctiveCount() + model.expressionCount();
    // Expression before the second identity block: the first steps leave that block out.
    firstExpression = identityCount;
    simple = identityCount + model.expressionCount();
    rows = reorder(model, model.restrict(model.landmarks468()));
    contour =
        new ContourMatch(
            model, reorder(model, model.restrict(ContourMatch.candidates(model))), rows);
    double data = 1 / (settings.landmarkNoise() * settings.landmarkNoise());
    weights = new double[FaceLandmarks.COUNT];
    Arrays.fill(weights, data);
    for (int i : FaceLandmarks.OVAL) {
      weights[i] = 0;
    }
    gram = gram();
    precision = new double[unknowns];
    Arrays.fill(precision, 1);
    Arrays.fill(precision, firstExpression, simple, 1 / square(settings.expressionDeviation()));
    Arrays.fill(precision, simple, unknowns, 1 / square(settings.correctiveDeviation()));
  }

  private static double square(double v) {
    return v * v;
  }

  /** Mean, identity, expression, corrective: the order of the unknowns. */
  private static float[][] reorder(MorphableModel model, float[][] rows) {
    int i = 1 + model.identityCount(), c = model.correctiveCount(), e = model.expressionCount();
    float[][] out = rows.clone();
    System.arraycopy(rows, i + c, out, i, e);
    System.arraycopy(rows, i, out, i + e, c);
    return out;
  }

  /** Sums over points of w b_k,a b_l,b for the axis pairs xx, yy, zz, xy, xz, yz (symmetrised). */
  private double[][] gram() {
    int n = FaceLandmarks.COUNT;
    double[][] out = new double[6][unknowns * unknowns];
    for (int k = 0; k < unknowns; k++) {
      float[] a = rows[k + 1];
      for (int l = 0; l <= k; l++) {
        float[] b = rows[l + 1];
        double xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;
        for (int i = 0, p = 0; i < n; i++, p += 3) {
          double w = weights[i];
          xx += w * a[p] * b[p];
          yy += w * a[p + 1] * b[p + 1];
          zz += w * a[p + 2] * b[p + 2];
          xy += w * (a[p] * b[p + 1] + a[p + 1] * b[p]);
          xz += w * (a[p] * b[p + 2] + a[p + 2] * b[p]);
          yz += w * (a[p + 1] * b[p + 2] + a[p + 2] * b[p + 1]);
        }
        double[] pairs = {xx, yy, zz, xy, xz, yz};
        for (int s = 0; s < 6; s++) {
          out[s][k * unknowns + l] = out[s][l * unknowns + k] = pairs[s];
        }
      }
    }
    return out;
  }

  /**
   * Fits a face.
   *
   * @param landmarks 468 x 3: x, y in pixels of the frame; z at the same scale, smaller is nearer
   */
  Result fit(float[] landmarks, Camera camera) {
    TangentView view = TangentView.of(landmarks, camera);
    return result(settle(view), view);
  }

  /**
   * Fits a face and says how sure it is.
   *
   * @param landmarks as for {@link #fit}
   */
  Posterior posterior(float[] landmarks, Camera camera) {
    TangentView view = TangentView.of(landmarks, camera);
    FitState state = settle(view);
    int corrective = unknowns - simple;
    int[] wanted = new int[identityCount + corrective];
    for (int k = 0; k < wanted.length; k++) {
      wanted[k] = POSE + (k < identityCount ? k : simple + k - identityCount);
    }
    return new Posterior(result(state, view), equations(state, view, unknowns).covariance(wanted));
  }

  /** Gauss-Newton from the mean face. */
  private FitState settle(TangentView view) {
    FitState state = FitState.start(view, rows, weights, unknowns);
    for (int i = 0; i < POSE_STEPS; i++) {
      state = step(state, view, 0);
    }
    for (int i = 0; i < settings.iterations(); i++) {
      boolean last = i >= settings.iterations() - 2;
      state = step(state, view, last ? unknowns : simple);
    }
    return state;
  }

  private Result result(FitState state, TangentView view) {
    double[] c = state.coefficients();
    return new Result(
        view.toFrame(state.rotation(), state.translation()),
        floats(c, 0, identityCount),
        floats(c, simple, unknowns),
        floats(c, firstExpression, simple));
  }

  private static float[] floats(double[] values, int from, int to) {
    float[] out = new float[to - from];
    for (int i = from; i < to; i++) {
      out[i - from] = (float) values[i];
    }
    return out;
  }

  /** One Gauss-Newton step on the pose and the first {@code active} coefficients. */
  private FitState step(FitState state, TangentView view, int active) {
    NormalEquations eq = equations(state, view, active);
    return advance(state, view, solveBounded(eq, state, active), active);
  }

  /** The objective's gradient and approximate Hessian at a state. */
  private NormalEquations equations(FitState state, TangentView view, int active) {
    NormalEquations eq = new NormalEquations(POSE, active);
    double[] m = state.shapeMetric(view, settings.depthWeight());
    for (int k = 0; k < active; k++) {
      for (int l = 0; l <= k; l++) {
        int g = k * unknowns + l;
        eq.addShape(
            k,
            l,
            m[0] * gram[0][g]
                + m[1] * gram[1][g]
                + m[2] * gram[2][g]
                + m[3] * gram[3][g]
                + m[4] * gram[4][g]
                + m[5] * gram[5][g]);
      }
      eq.addShape(k, k, precision[k]);
      eq.addGradient(POSE + k, precision[k] * state.coefficients()[k]);
    }
    state.accumulate(eq, view, weights, settings.depthWeight());
    contour.accumulate(
        eq, state, view, settings.contourWeight() / square(settings.landmarkNoise()));
    return eq;
  }

  /** Takes the step, or the half of it and so on where it would make things worse. */
  private FitState advance(FitState state, TangentView view, double[] delta, int active) {
    double limit = objective(state, view) * (1 + SLACK);
    FitState next = null;
    for (int halving = 0; halving <= MOST_HALVINGS; halving++) {
      next = state.copy();
      next.apply(delta, active);
      if (objective(next, view) <= limit) {
        return next;
      }
      for (int i = 0; i < delta.length; i++) {
        delta[i] /= 2;
      }
    }
    return next;
  }

  private double objective(FitState state, TangentView view) {
    double sum = 0;
    for (int k = 0; k < unknowns; k++) {
      sum += precision[k] * square(state.coefficients()[k]);
    }
    return sum / 2 + state.misfit(view, weights, settings.depthWeight());
  }

  /** Solves with the blendshapes' weights held in 0 to 1. */
  private double[] solveBounded(NormalEquations eq, FitState state, int active) {
    int bounded = active > 0 ? simple - firstExpression : 0;
    double[] low = new double[bounded], high = new double[bounded];
    for (int k = 0; k < bounded; k++) {
      low[k] = -state.coefficients()[firstExpression + k];
      high[k] = 1 + low[k];
    }
    return eq.solve(firstExpression, low, high);
  }
}
