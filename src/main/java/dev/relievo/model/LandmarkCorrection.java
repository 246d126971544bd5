package dev.relievo.model;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.render.Normals;
import dev.relievo.stage.regress.FaceFit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Moves the 468 points on the mesh to where the landmark network really puts them: the residuals of
 * fits to many photographs, taken back into model space and averaged, symmetrically left and right.
 * Points of the face's oval slide on the silhouette and stay; so do the edges of lids and lips.
 */
public final class LandmarkCorrection {

  /** Parts that are summed apart and in order: the same bits however many threads there are. */
  private static final int SLICES = 8;

  private LandmarkCorrection() {}

  /**
   * One round of correction.
   *
   * @return the corrected map
   */
  public static LandmarkMap correct(MorphableModel model, List<Observation> faces) {
    double[] shift = residuals(model, faces);
    float[] mean = model.shape(new float[0], new float[0], new float[0]);
    float[] points = model.landmarks468().locate(model.triangles(), mean);
    int[] mirror = mirror(points);
    LandmarkMap old = model.landmarks468();
    int[] triangles = old.triangles().clone();
    float[] weights = old.weights().clone();
    boolean[] stays = stays();
    float[] normals = normals(model, mean);
    SurfacePoints surface = new SurfacePoints(doubles(mean), model.triangles(), skin(model));
    for (int i = 0; i < FaceLandmarks.COUNT; i++) {
      int m = mirror[i];
      if (!stays[i]) {
        double x = points[3 * i] + (shift[3 * i] - shift[3 * m]) / 2;
        double y = points[3 * i + 1] + (shift[3 * i + 1] + shift[3 * m + 1]) / 2;
        double z = points[3 * i + 2] + (shift[3 * i + 2] + shift[3 * m + 2]) / 2;
        SurfacePoints.On on = surface.nearest(new double[] {x, y, z}, direction(normals, i));
        triangles[i] = on.triangle();
        for (int k = 0; k < 3; k++) {
          weights[3 * i + k] = (float) on.weights()[k];
        }
      }
    }
    return new LandmarkMap(triangles, weights);
  }

  /**
   * Points that stay: the oval, which slides on the silhouette, and the edges of lids and lips,
   * where the nearest surface may be the other lip.
   */
  private static boolean[] stays() {
    boolean[] out = new boolean[FaceLandmarks.COUNT];
    for (int[] points :
        List.of(
            FaceLandmarks.OVAL,
            LandmarkScheme.RIGHT_EYE,
            LandmarkScheme.LEFT_EYE,
            LandmarkScheme.INNER_LIPS)) {
      for (int i : points) {
        out[i] = true;
      }
    }
    return out;
  }

  private static float[] normals(MorphableModel model, float[] mean) {
    float[] out = new float[mean.length];
    Normals.ofVertices(mean, model.triangles(), out);
    return model.landmarks468().locate(model.triangles(), out);
  }

  private static double[] direction(float[] normals, int i) {
    double x = normals[3 * i], y = normals[3 * i + 1], z = normals[3 * i + 2];
    double length = Math.max(1e-9, Math.sqrt(x * x + y * y + z * z));
    return new double[] {x / length, y / length, z / length};
  }

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static int[] skin(MorphableModel model) {
    byte[] parts = model.parts();
    return IntStream.range(0, parts.length).filter(t -> parts[t] == MorphableModel.SKIN).toArray();
  }

  /** 468 x 3: mean of the residuals in the image, in mm, model axes. */
  private static double[] residuals(MorphableModel model, List<Observation> faces) {
    List<double[]> slices =
        IntStream.range(0, SLICES)
            .parallel()
            .mapToObj(slice -> residuals(model, faces, slice))
            .toList();
    double[] sum = new double[3 * FaceLandmarks.COUNT + 1];
    slices.forEach(s -> Dense.axpy(1, s, sum));
    double count = Math.max(1, sum[sum.length - 1]);
    return Arrays.stream(sum).map(s -> s / count).toArray();
  }

  /** The sum of each value over the faces of a slice, and last the number of faces. */
  private static double[] residuals(MorphableModel model, List<Observation> faces, int slice) {
    FaceFit fit = new FaceFit(model);
    double[] sum = new double[3 * FaceLandmarks.COUNT + 1];
    for (int f = slice; f < faces.size(); f += SLICES) {
      Observation face = faces.get(f);
      FaceParameters found;
      try {
        found = fit.geometry(face.landmarks(), face.camera());
      } catch (ArithmeticException e) {
        continue;
      }
      float[] points = FaceFit.project(model, found, face.camera());
      double[] r = found.pose().rotation();
      for (int i = 0; i < points.length; i += 3) {
        double scale = points[i + 2] / face.camera().focal();
        double x = (face.landmarks()[i] - points[i]) * scale;
        double y = (face.landmarks()[i + 1] - points[i + 1]) * scale;
        for (int a = 0; a < 3; a++) {
          sum[i + a] += r[a] * x + r[3 + a] * y;
        }
      }
      sum[sum.length - 1]++;
    }
    return sum;
  }

  /** The landmark that lies nearest to the mirror image of each. */
  private static int[] mirror(float[] points) {
    int n = points.length / 3;
    int[] out = new int[n];
    for (int i = 0; i < n; i++) {
      double least = Double.MAX_VALUE;
      for (int j = 0; j < n; j++) {
        double x = points[3 * i] + points[3 * j];
        double y = points[3 * i + 1] - points[3 * j + 1];
        double z = points[3 * i + 2] - points[3 * j + 2];
        double d = x * x + y * y + z * z;
        if (d < least) {
          least = d;
          out[i] = j;
        }
      }
    }
    return out;
  }
}
