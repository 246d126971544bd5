package dev.relievo.train.detail;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import java.util.Arrays;

/**
 * Faces in their frames' cameras as plain numbers: identity, corrective, expression, albedo,
 * quaternion (w, x, y, z), translation (mm), illumination (3 x 9).
 */
public final class FaceVectors {

  private final int identity;
  private final int corrective;
  private final int expression;
  private final int albedo;

  /** For faces of a model. */
  public FaceVectors(MorphableModel model) {
    identity = model.identityCount();
    corrective = model.correctiveCount();
    expression = model.expressionCount();
    albedo = model.albedoCount();
  }

  /** Numbers a face. */
  public int length() {
    return identity + corrective + expression + albedo + 7 + 3 * Illumination.BANDS;
  }

  /** A face as numbers. */
  public float[] encode(FaceParameters face) {
    float[] out = new float[length()];
    Pose p = face.pose();
    float[] pose = {
      (float) p.qw(),
      (float) p.qx(),
      (float) p.qy(),
      (float) p.qz(),
      (float) p.x(),
      (float) p.y(),
      (float) p.z()
    };
    int at = 0;
    for (float[] part :
        new float[][] {
          face.identity(),
          face.corrective(),
          face.expression(),
          face.albedo(),
          pose,
          face.illumination().coefficients()
        }) {
      System.arraycopy(part, 0, out, at, part.length);
      at += part.length;
    }
    return out;
  }

  /** Numbers as a face. */
  public FaceParameters decode(float[] v) {
    int c = identity, e = c + corrective, a = e + expression, p = a + albedo, l = p + 7;
    return new FaceParameters(
        Arrays.copyOfRange(v, 0, c),
        Arrays.copyOfRange(v, c, e),
        Arrays.copyOfRange(v, e, a),
        Arrays.copyOfRange(v, a, p),
        new Pose(v[p], v[p + 1], v[p + 2], v[p + 3], v[p + 4], v[p + 5], v[p + 6]),
        new Illumination(Arrays.copyOfRange(v, l, l + 3 * Illumination.BANDS)));
  }
}
