package dev.relievo.evaluate;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import java.util.List;

/**
 * How a face moves from frame to frame, on the skin's vertices. Distances are in mm, roots of mean
 * squares over vertices and frames.
 */
final class ClipMeasures {

  private static final double LARGEST_LAG = 4;
  private static final double LAG_STEP = 0.05;

  /** Every so manyth vertex says as much as all of them. */
  private static final int STRIDE = 8;

  private final MorphableModel model;
  private final int[] vertices;
  private final float[] control;
  private final float[] shape;

  ClipMeasures(MorphableModel model) {
    this.model = model;
    int[] all = new ShapeError(model).vertices();
    vertices = new int[all.length / STRIDE];
    for (int i = 0; i < vertices.length; i++) {
      vertices[i] = all[STRIDE * i];
    }
    control = new float[3 * model.controlCount()];
    shape = new float[3 * model.vertexCount()];
  }

  /** Vertices of each face in the camera's space, n x 3, mm. */
  List<float[]> inCamera(List<FaceParameters> faces) {
    return faces.stream().map(face -> placed(face, true)).toList();
  }

  /** Vertices of each person without expression in the model's space, n x 3, mm. */
  List<float[]> identities(List<FaceParameters> faces) {
    return faces.stream().map(face -> placed(face.neutral(), false)).toList();
  }

  private float[] placed(FaceParameters face, boolean inCamera) {
    model.shape(face, control, shape);
    if (inCamera) {
      face.pose().apply(shape, shape);
    }
    float[] out = new float[3 * vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      System.arraycopy(shape, 3 * vertices[i], out, 3 * i, 3);
    }
    return out;
  }

  /** Way from frame to frame, mm. */
  static double step(List<float[]> places) {
    double sum = 0;
    for (int i = 1; i < places.size(); i++) {
      sum += squared(places.get(i), places.get(i - 1));
    }
    return Math.sqrt(sum / (places.size() - 1));
  }

  /** Distance from where the vertices are on average, mm. */
  static double spread(List<float[]> places) {
    float[] mean = mean(places);
    return Math.sqrt(
        places.stream().mapToDouble(place -> squared(place, mean)).average().orElseThrow());
  }

  /**
   * How many frames a movement trails behind another: the shift of the other that leaves least
   * between them, either around its own mean.
   */
  static double lag(List<float[]> places, List<float[]> others) {
    int margin = (int) Math.ceil(LARGEST_LAG);
    double best = 0, least = Double.MAX_VALUE;
    for (double lag = -LARGEST_LAG; lag <= LARGEST_LAG; lag += LAG_STEP) {
      double left = apart(places, others, margin, lag);
      if (left < least) {
        least = left;
        best = lag;
      }
    }
    return best;
  }

  private static double apart(List<float[]> places, List<float[]> others, int margin, double lag) {
    int n = places.get(0).length;
    double[] sum = new double[n];
    double squares = 0;
    int count = places.size() - 2 * margin;
    for (int i = margin; i < places.size() - margin; i++) {
      int k = (int) Math.floor(i - lag);
      double part = i - lag - k;
      float[] place = places.get(i), a = others.get(k);
      float[] b = others.get(Math.min(k + 1, others.size() - 1));
      for (int c = 0; c < n; c++) {
        double d = place[c] - (1 - part) * a[c] - part * b[c];
        sum[c] += d;
        squares += d * d;
      }
    }
    for (double s : sum) {
      squares -= s * s / count;
    }
    return squares;
  }

  private static float[] mean(List<float[]> places) {
    double[] sum = new double[places.get(0).length];
    for (float[] place : places) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += place[i] / (double) places.size();
      }
    }
    float[] out = new float[sum.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) sum[i];
    }
    return out;
  }

  /** Mean squared distance of corresponding points. */
  private static double squared(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = a[i] - b[i];
      sum += d * d;
    }
    return sum / (a.length / 3);
  }
}
