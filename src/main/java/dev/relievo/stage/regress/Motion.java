package dev.relievo.stage.regress;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.Pose;
import dev.relievo.record.Tensor;
import dev.relievo.tensor.Tensors;
import java.util.Arrays;

/**
 * What of a face changes from frame to frame, as numbers to filter: direction and distance of the
 * head, its rotation, the blendshapes, the light. The head's place is a direction and the logarithm
 * of its distance, because errors of distance, which are large, would shake a place in the picture.
 *
 * @param values x / z, y / z, ln z, the quaternion, E blendshapes, 27 of light
 * @param speeds of the values, a second
 */
record Motion(float[] values, float[] speeds) {

  private static final int DEPTH = 2;
  private static final int ROTATION = 3;
  private static final int EXPRESSION = 7;
  private static final int LIGHT = 3 * Illumination.BANDS;

  /** Radius of a head, mm: by it a way of the head counts as a turn of it. */
  private static final double HEAD = 100;

  /** Distance is uncertain and its change hardly seen. */
  private static final double DEPTH_RESPONSE = 0.1;

  /** Light is that of a room. */
  private static final double LIGHT_RESPONSE = 0.1;

  /** A face that nothing is known of before. */
  static Motion of(FaceParameters face) {
    float[] values = values(face);
    return new Motion(values, new float[values.length]);
  }

  private static float[] values(FaceParameters face) {
    Pose p = face.pose();
    float[] expression = face.expression(), light = face.illumination().coefficients();
    float[] out = new float[EXPRESSION + expression.length + LIGHT];
    out[0] = (float) (p.x() / p.z());
    out[1] = (float) (p.y() / p.z());
    out[DEPTH] = (float) Math.log(p.z());
    out[ROTATION] = (float) p.qw();
    out[ROTATION + 1] = (float) p.qx();
    out[ROTATION + 2] = (float) p.qy();
    out[ROTATION + 3] = (float) p.qz();
    System.arraycopy(expression, 0, out, EXPRESSION, expression.length);
    System.arraycopy(light, 0, out, EXPRESSION + expression.length, LIGHT);
    return out;
  }

  /** The motion in a record; F32 [2, n]. */
  static Motion of(Tensor tensor, int expressions) {
    int n = EXPRESSION + expressions + LIGHT;
    float[] both = Tensors.floats(tensor, 2, n);
    float[] values = new float[n], speeds = new float[n];
    System.arraycopy(both, 0, values, 0, n);
    System.arraycopy(both, n, speeds, 0, n);
    return new Motion(values, speeds);
  }

  Tensor tensor() {
    int n = values.length;
    float[] both = new float[2 * n];
    System.arraycopy(values, 0, both, 0, n);
    System.arraycopy(speeds, 0, both, n, n);
    return Tensors.of(both, 2, n);
  }

  /**
   * The motion one frame later.
   *
   * @param face as this frame has it
   * @param dt since the frame before, s, above 0
   */
  Motion next(FaceParameters face, double dt, OneEuro filter) {
    float[] measured = values(face), v = values.clone(), s = speeds.clone();
    align(measured, v);
    double radii = face.pose().z() / HEAD;
    filter.step(v, s, measured, 0, DEPTH, radii, dt);
    filter.step(v, s, measured, DEPTH, ROTATION, radii * DEPTH_RESPONSE, dt);
    // A quaternion turns half as fast as what it turns.
    filter.step(v, s, measured, ROTATION, EXPRESSION, 2, dt);
    int light = v.length - LIGHT;
    for (int i = EXPRESSION; i < light; i++) {
      filter.step(v, s, measured, i, i + 1, 1, dt);
    }
    filter.step(v, s, measured, light, v.length, LIGHT_RESPONSE, dt);
    return new Motion(v, s);
  }

  /** A quaternion and its negative are one rotation: the nearer one is meant. */
  private static void align(float[] measured, float[] before) {
    double dot = 0;
    for (int i = ROTATION; i < EXPRESSION; i++) {
      dot += measured[i] * before[i];
    }
    for (int i = ROTATION; dot < 0 && i < EXPRESSION; i++) {
      measured[i] = -measured[i];
    }
  }

  Pose pose() {
    double z = Math.exp(values[DEPTH]);
    return new Pose(
        values[ROTATION],
        values[ROTATION + 1],
        values[ROTATION + 2],
        values[ROTATION + 3],
        values[0] * z,
        values[1] * z,
        z);
  }

  float[] expression() {
    return Arrays.copyOfRange(values, EXPRESSION, values.length - LIGHT);
  }

  Illumination light() {
    return new Illumination(Arrays.copyOfRange(values, values.length - LIGHT, values.length));
  }
}
