package dev.relievo.stage.regress;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;

/**
 * Fits pose and light to another identity and albedo, so that the face lies where it lay in the
 * picture and is as bright as it was: a wider head is farther away, darker skin under more light.
 * Safe to share between threads.
 */
final class SameLook {

  private final LandmarkRows landmarks;
  private final PoseFit poses = new PoseFit();
  private final double[][] tones;

  SameLook(MorphableModel model) {
    landmarks = new LandmarkRows(model);
    tones = tones(new SkinAlbedo(model, 1));
  }

  /** Mean albedo of skin by channel: the mean face's, then what each coefficient adds. */
  private static double[][] tones(SkinAlbedo skin) {
    int k = skin.modeCount();
    double[][] out = new double[3][1 + k];
    int points = skin.mean().length / 3;
    for (int i = 0; i < skin.mean().length; i++) {
      out[i % 3][0] += skin.mean()[i] / (double) points;
      for (int m = 0; m < k; m++) {
        out[i % 3][1 + m] += skin.modes()[i * k + m] / (double) points;
      }
    }
    return out;
  }

  /** Mean distance between the landmarks of two faces with one expression, model space, mm. */
  double apart(FaceParameters one, FaceParameters other) {
    float[] a = landmarks.points(one), b = landmarks.points(other);
    double sum = 0;
    for (int i = 0; i < a.length; i += 3) {
      double x = a[i] - b[i], y = a[i + 1] - b[i + 1], z = a[i + 2] - b[i + 2];
      sum += Math.sqrt(x * x + y * y + z * z);
    }
    return sum / FaceLandmarks.COUNT;
  }

  /**
   * Pose and light for other coefficients.
   *
   * @param seen the face as it was found
   * @param other the same pose and light with other coefficients
   */
  FaceParameters fit(FaceParameters seen, FaceParameters other, Camera camera) {
    return new FaceParameters(
        other.identity(),
        other.corrective(),
        other.expression(),
        other.albedo(),
        pose(seen, other, camera),
        light(seen, other));
  }

  private Pose pose(FaceParameters seen, FaceParameters other, Camera camera) {
    Pose pose = seen.pose();
    float[] picture = new float[3 * FaceLandmarks.COUNT];
    pose.apply(landmarks.points(seen), picture);
    camera.project(picture, picture);
    double scale = camera.focal() / pose.z();
    for (int i = 2; i < picture.length; i += 3) {
      picture[i] = (float) ((picture[i] - pose.z()) * scale);
    }
    try {
      return poses.fit(landmarks.points(other), picture, camera);
    } catch (ArithmeticException e) {
      return pose;
    }
  }

  private Illumination light(FaceParameters seen, FaceParameters other) {
    float[] gains = new float[3];
    for (int c = 0; c < 3; c++) {
      double before = tone(c, seen.albedo()), after = tone(c, other.albedo());
      gains[c] = before > 0 && after > 0 ? (float) (before / after) : 1;
    }
    return seen.illumination().tinted(gains);
  }

  private double tone(int channel, float[] albedo) {
    double sum = tones[channel][0];
    for (int k = 0; k < albedo.length; k++) {
      sum += tones[channel][1 + k] * albedo[k];
    }
    return sum;
  }
}
