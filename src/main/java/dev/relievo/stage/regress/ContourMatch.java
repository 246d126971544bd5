package dev.relievo.stage.regress;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.render.Normals;

/**
 * Which point of the model a landmark of the face's oval shows. On the side that is turned away the
 * network puts the oval on the visible silhouette, wherever on the cheek that runs; so there the
 * nearest silhouette point of the current shape is taken, elsewhere the landmark's own.
 */
final class ContourMatch {

  /** Cosine between normal and ray within which a point counts as silhouette. */
  private static final double GRAZING = 0.2;

  private final PointBasis rows;
  private final PointBasis landmarkRows;
  private final float[] normals;
  private final float[] landmarkNormals;

  ContourMatch(MorphableModel model, float[][] candidateRows, float[][] landmarkRows) {
    rows = new PointBasis(candidateRows);
    this.landmarkRows = new PointBasis(landmarkRows);
    float[] mean = model.shape(new float[0], new float[0], new float[0]);
    float[] vertexNormals = new float[mean.length];
    Normals.ofVertices(mean, model.triangles(), vertexNormals);
    normals = candidates(model).locate(model.triangles(), vertexNormals);
    landmarkNormals = model.landmarks468().locate(model.triangles(), vertexNormals);
  }

  /** Vertices of the lighter level that the silhouette may cross: skin away from the features. */
  static LandmarkMap candidates(MorphableModel model) {
    int[] corner = new int[model.vertexCount()];
    int[] triangles = model.triangles();
    for (int i = 0; i < triangles.length; i++) {
      corner[triangles[i]] = i + 1;
    }
    int features = Region.EYES.bit() | Region.LIPS.bit() | Region.NOSE.bit();
    int[] chosen = new int[model.controlCount()];
    int n = 0;
    for (int v = 0; v < model.controlCount(); v++) {
      byte region = model.regions()[v];
      if (corner[v] > 0 && Region.SKIN.in(region) && (region & features) == 0) {
        chosen[n++] = corner[v] - 1;
      }
    }
    int[] faces = new int[n];
    float[] weights = new float[3 * n];
    for (int i = 0; i < n; i++) {
      faces[i] = chosen[i] / 3;
      weights[3 * i + chosen[i] % 3] = 1;
    }
    return new LandmarkMap(faces, weights);
  }

  /** Adds the oval's residuals across the contour. */
  void accumulate(NormalEquations eq, FitState state, TangentView view, double weight) {
    boolean[] silhouette = null;
    float[] places = null;
    int[] oval = FaceLandmarks.OVAL;
    for (int j = 0; j < oval.length; j++) {
      int i = oval[j];
      double[] q = view.points();
      int before = oval[(j + oval.length - 1) % oval.length], after = oval[(j + 1) % oval.length];
      double nx = q[2 * after + 1] - q[2 * before + 1], ny = q[2 * before] - q[2 * after];
      double norm = Math.hypot(nx, ny);
      if (!(norm > 0)) {
        continue;
      }
      double[] own = state.place(landmarkRows, i);
      if (facing(state, landmarkNormals, i, own) < -GRAZING) {
        state.accumulateAlong(
            eq, landmarkRows, i, q[2 * i], q[2 * i + 1], nx / norm, ny / norm, weight);
        continue;
      }
      if (places == null) {
        places = new float[normals.length];
        silhouette = silhouette(state, places);
      }
      int nearest = nearest(state, silhouette, places, q[2 * i], q[2 * i + 1]);
      if (nearest >= 0) {
        state.accumulateAlong(
            eq, rows, nearest, q[2 * i], q[2 * i + 1], nx / norm, ny / norm, weight);
      }
    }
  }

  private boolean[] silhouette(FitState state, float[] places) {
    boolean[] out = new boolean[rows.count()];
    for (int c = 0; c < out.length; c++) {
      // The mean shape tells cheaply which points may lie on the silhouette.
      if (Math.abs(facing(state, normals, c, state.placeMean(rows, c))) > 1.5 * GRAZING) {
        continue;
      }
      double[] p = state.place(rows, c);
      places[3 * c] = (float) p[0];
      places[3 * c + 1] = (float) p[1];
      places[3 * c + 2] = (float) p[2];
      out[c] = Math.abs(facing(state, normals, c, p)) < GRAZING;
    }
    return out;
  }

  /** Cosine between a normal and the ray to its point: negative faces the camera. */
  private static double facing(FitState state, float[] normals, int i, double[] place) {
    double[] r = state.rotation(), t = state.translation();
    double a = normals[3 * i], b = normals[3 * i + 1], c = normals[3 * i + 2];
    double nx = r[0] * a + r[1] * b + r[2] * c;
    double ny = r[3] * a + r[4] * b + r[5] * c;
    double nz = r[6] * a + r[7] * b + r[8] * c;
    double x = place[0] + t[0], y = place[1] + t[1], z = place[2] + t[2];
    double length = Math.sqrt((a * a + b * b + c * c) * (x * x + y * y + z * z));
    return (nx * x + ny * y + nz * z) / Math.max(length, 1e-12);
  }

  private static int nearest(
      FitState state, boolean[] silhouette, float[] places, double px, double py) {
    double[] t = state.translation();
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int c = 0; c < silhouette.length; c++) {
      if (silhouette[c]) {
        double z = places[3 * c + 2] + t[2];
        double dx = (places[3 * c] + t[0]) / z - px, dy = (places[3 * c + 1] + t[1]) / z - py;
        double d = dx * dx + dy * dy;
        if (d < least) {
          least = d;
          best = c;
        }
      }
    }
    return best;
  }
}
