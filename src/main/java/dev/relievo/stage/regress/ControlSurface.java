package dev.relievo.stage.regress;

import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;

/** The lighter level of a model and the skin on it: immutable, for any number of samplers. */
final class ControlSurface {

  /** Every second vertex says enough: neighbours share their errors. */
  private static final int STEP = 2;

  private final float[][] rows;
  private final int[] triangles;
  private final SkinAlbedo skin;

  ControlSurface(MorphableModel model) {
    triangles = model.lightTriangles();
    rows = model.restrict(vertices(model));
    skin = new SkinAlbedo(model, STEP);
  }

  /** Each vertex of the lighter level as a corner of some triangle of the full mesh. */
  private static LandmarkMap vertices(MorphableModel model) {
    int[] faces = new int[model.controlCount()];
    float[] weights = new float[3 * faces.length];
    int[] triangles = model.triangles();
    for (int i = 0; i < triangles.length; i++) {
      int v = triangles[i];
      if (v < faces.length && weights[3 * v] + weights[3 * v + 1] + weights[3 * v + 2] == 0) {
        faces[v] = i / 3;
        weights[3 * v + i % 3] = 1;
      }
    }
    return new LandmarkMap(faces, weights);
  }

  /** Mean, then components, as {@link LandmarkRows#mix} takes them. */
  float[][] rows() {
    return rows;
  }

  /** T x 3. */
  int[] triangles() {
    return triangles;
  }

  /** The albedo where samples are taken. */
  SkinAlbedo skin() {
    return skin;
  }
}
