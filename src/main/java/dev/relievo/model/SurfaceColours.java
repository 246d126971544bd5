package dev.relievo.model;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.Bilinear;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.stage.FaceView;

/**
 * The colours that a photograph shows at the vertices of a fitted face.
 *
 * @param colours V x 3, linear light; 0 where hidden
 * @param basis V x 9, spherical harmonics at the normals
 * @param weights V, 0 hidden to 1 seen straight on
 * @param pixelsPerMillimetre of the photograph's crop on the face
 */
record SurfaceColours(float[] colours, float[] basis, float[] weights, double pixelsPerMillimetre) {

  private static final int BANDS = Illumination.BANDS;

  /** Cosines between normal and view at which a vertex starts to count, and counts in full. */
  private static final float GRAZING = 0.25f;

  private static final float FULL = 0.6f;

  /**
   * Reads a photograph.
   *
   * @param face shape and pose
   * @param view buffers
   */
  static SurfaceColours read(
      MorphableModel model, Observation photo, FaceParameters face, RgbImage crop, FaceView view) {
    view.place(face, photo.camera(), photo.cropToFrame(), crop.width());
    // Vertices are about 2 mm apart: read means over about 1 mm.
    RgbImage image = crop;
    float scale = 1;
    double pixels = view.pixelsPerMillimetre();
    while (pixels * scale > 1.5) {
      image = Halving.halve(image);
      scale /= 2;
    }
    int n = model.vertexCount();
    float[] colours = new float[3 * n], basis = new float[BANDS * n], weights = new float[n];
    float[] x = view.vertices(), m = view.normals(), p = view.pixels();
    for (int v = 0, i = 0; v < n; v++, i += 3) {
      float cosine = FaceView.facing(x[i], x[i + 1], x[i + 2], m[i], m[i + 1], m[i + 2]);
      Illumination.basis(m[i], m[i + 1], m[i + 2], basis, BANDS * v);
      if (cosine > GRAZING && view.sees(p[i], p[i + 1], p[i + 2])) {
        weights[v] = Math.min(1, (cosine - GRAZING) / (FULL - GRAZING));
        Bilinear.readLinear(image, p[i] * scale, p[i + 1] * scale, colours, i);
      }
    }
    return new SurfaceColours(colours, basis, weights, pixels);
  }

  /** Irradiance of a channel at a vertex. */
  double shade(int vertex, int channel, double[] light) {
    double sum = 0;
    for (int k = 0; k < BANDS; k++) {
      sum += light[channel * BANDS + k] * basis[BANDS * vertex + k];
    }
    return sum;
  }
}
