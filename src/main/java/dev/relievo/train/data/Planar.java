package dev.relievo.train.data;

import dev.relievo.face.SimilarityTransform;

/** Landmarks under similarities of the image. */
final class Planar {

  private Planar() {}

  /**
   * Moves landmarks.
   *
   * @param landmarks n x 3: x and y in pixels, z at the same scale; not changed
   * @param t from the landmarks' pixels to the wanted ones
   */
  static float[] landmarks(float[] landmarks, SimilarityTransform t) {
    double c = t.scale() * Math.cos(t.rotation()), s = t.scale() * Math.sin(t.rotation());
    float[] out = new float[landmarks.length];
    for (int i = 0; i < out.length; i += 3) {
      double x = landmarks[i], y = landmarks[i + 1];
      out[i] = (float) (c * x - s * y + t.x());
      out[i + 1] = (float) (s * x + c * y + t.y());
      out[i + 2] = (float) (t.scale() * landmarks[i + 2]);
    }
    return out;
  }
}
