package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.render.Normals;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.regress.FaceFit;

/**
 * What the landmark network would give for a face that is known: depth relative and in pixels, and
 * points of the oval that are turned away on the visible silhouette instead.
 */
public final class SyntheticLandmarks {

  private static final float GRAZING = 0.15f;

  private SyntheticLandmarks() {}

  /**
   * Landmarks without noise.
   *
   * @return 468 x 3: x, y in pixels of the frame, z at the same scale
   */
  public static float[] of(MorphableModel model, FaceParameters face, Camera camera) {
    float[] vertices = model.shape(face);
    face.pose().apply(vertices, vertices);
    float[] normals = new float[vertices.length];
    Normals.ofVertices(vertices, model.triangles(), normals);
    float[] places = model.landmarks468().locate(model.triangles(), vertices);
    float[] directions = model.landmarks468().locate(model.triangles(), normals);
    float[] points = FaceFit.project(model, face, camera);
    float[] pixels = vertices.clone();
    camera.project(pixels, pixels);
    for (int i : FaceLandmarks.OVAL) {
      if (facing(places, directions, 3 * i) < 0) {
        slide(model, vertices, normals, pixels, points, 3 * i);
      }
    }
    float scale = (float) (camera.focal() / face.pose().z());
    for (int i = 2; i < points.length; i += 3) {
      points[i] = (points[i] - (float) face.pose().z()) * scale;
    }
    return points;
  }

  private static float facing(float[] points, float[] normals, int i) {
    return FaceView.facing(
        points[i], points[i + 1], points[i + 2], normals[i], normals[i + 1], normals[i + 2]);
  }

  /** Moves a point to the silhouette's nearest vertex in the image. */
  private static void slide(
      MorphableModel model,
      float[] vertices,
      float[] normals,
      float[] pixels,
      float[] points,
      int at) {
    int features = Region.EYES.bit() | Region.LIPS.bit() | Region.NOSE.bit();
    double least = Double.MAX_VALUE;
    int nearest = -1;
    for (int v = 0; v < model.vertexCount(); v++) {
      byte region = model.regions()[v];
      if (Region.SKIN.in(region)
          && (region & features) == 0
          && Math.abs(facing(vertices, normals, 3 * v)) < GRAZING) {
        double d = Math.hypot(pixels[3 * v] - points[at], pixels[3 * v + 1] - points[at + 1]);
        if (d < least) {
          least = d;
          nearest = v;
        }
      }
    }
    if (nearest >= 0) {
      System.arraycopy(pixels, 3 * nearest, points, at, 3);
    }
  }
}
