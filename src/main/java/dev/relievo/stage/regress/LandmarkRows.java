package dev.relievo.stage.regress;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;

/** The 468 landmarks of faces, without the rest of their shape. Safe to share between threads. */
final class LandmarkRows {

  private final float[][] rows;

  LandmarkRows(MorphableModel model) {
    rows = model.restrict(model.landmarks468());
  }

  /** 468 x 3, mm, model space. */
  float[] points(FaceParameters face) {
    return mix(rows, face);
  }

  /**
   * Points of a face.
   *
   * @param rows as {@link MorphableModel#restrict} gives them
   */
  static float[] mix(float[][] rows, FaceParameters face) {
    float[] out = rows[0].clone();
    int next = add(rows, 1, face.identity(), out);
    next = add(rows, next, face.corrective(), out);
    add(rows, next, face.expression(), out);
    return out;
  }

  private static int add(float[][] rows, int first, float[] coefficients, float[] out) {
    for (int k = 0; k < coefficients.length; k++) {
      float c = coefficients[k];
      if (c != 0) {
        float[] row = rows[first + k];
        for (int i = 0; i < out.length; i++) {
          out[i] += c * row[i];
        }
      }
    }
    return first + coefficients.length;
  }

  /**
   * Mean distance in the image from the landmarks, divided by the distance between the pupils.
   *
   * @param points 468 x 3, mm, model space
   * @param landmarks 468 x 3, pixels
   */
  static float error(float[] points, Pose pose, Camera camera, float[] landmarks) {
    float[] projected = new float[points.length];
    pose.apply(points, projected);
    camera.project(projected, projected);
    double sum = 0;
    for (int i = 0; i < projected.length; i += 3) {
      sum += Math.hypot(projected[i] - landmarks[i], projected[i + 1] - landmarks[i + 1]);
    }
    return (float) (sum / FaceLandmarks.COUNT / FaceLandmarks.interOcular(landmarks));
  }
}
