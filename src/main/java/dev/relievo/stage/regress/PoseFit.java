package dev.relievo.stage.regress;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.Pose;
import java.util.Arrays;

/**
 * The pose of a known shape from its landmarks: {@link LandmarkFit} without coefficients, seven
 * unknowns (rotation, translation, the offset of depth) by Gauss-Newton from the best similarity.
 * Points of the oval do not count: what they show depends on the pose. Safe to share between
 * threads.
 */
final class PoseFit {

  private static final int STEPS = 4;
  private static final int UNKNOWNS = 7;
  private static final double DEPTH_WEIGHT = FitSettings.defaults().depthWeight();

  private final double[] weights = new double[FaceLandmarks.COUNT];

  PoseFit() {
    Arrays.fill(weights, 1);
    for (int i : FaceLandmarks.OVAL) {
      weights[i] = 0;
    }
  }

  /**
   * Fits a pose.
   *
   * @param points 468 x 3, mm, model space
   * @param landmarks 468 x 3: x, y in pixels of the frame; z at the same scale
   * @throws ArithmeticException where the landmarks do not span a face
   */
  Pose fit(float[] points, float[] landmarks, Camera camera) {
    TangentView view = TangentView.of(landmarks, camera);
    FitState state = FitState.start(view, new float[][] {points}, weights, 0);
    for (int i = 0; i < STEPS; i++) {
      NormalEquations eq = new NormalEquations(UNKNOWNS, 0);
      state.accumulate(eq, view, weights, DEPTH_WEIGHT);
      FitState next = state.copy();
      next.apply(eq.solve(0, new double[0], new double[0]), 0);
      if (!(misfit(next, view) < misfit(state, view))) {
        break;
      }
      state = next;
    }
    return view.toFrame(state.rotation(), state.translation());
  }

  private double misfit(FitState state, TangentView view) {
    return state.misfit(view, weights, DEPTH_WEIGHT);
  }
}
