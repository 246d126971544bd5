package dev.relievo.stage.regress;

/**
 * Colours of visible skin at points of a {@link SkinAlbedo}. Its arrays have room for all points;
 * the first {@code count} entries count.
 *
 * @param points n, index of each sample's point
 * @param colours n x 3, linear light, 0 to 1
 * @param normals n x 3, unit, camera space
 * @param weights n, 0 to 1: falls off towards grazing view
 */
record SkinSamples(int count, int[] points, float[] colours, float[] normals, float[] weights) {

  /** Fewer say too little about nine coefficients of light. */
  static final int LEAST = 30;

  /** Below this cosine a surface shows more of its neighbours than of itself. */
  private static final float GRAZING = 0.2f;

  private static final float FULL = 0.5f;

  /** No samples yet, room for so many. */
  static SkinSamples room(int points) {
    return new SkinSamples(
        0, new int[points], new float[3 * points], new float[3 * points], new float[points]);
  }

  /** These arrays with so many entries. */
  SkinSamples filled(int count) {
    return new SkinSamples(count, points, colours, normals, weights);
  }

  /** Whether they are enough to say something of light. */
  boolean suffice() {
    return count >= LEAST;
  }

  /**
   * Weight of a point by the cosine between its normal and the direction to the camera: 0 where it
   * is seen at a grazing angle or not at all, 1 where it is seen well.
   */
  static float weight(float cosine) {
    return cosine >= GRAZING ? Math.min(1, (cosine - GRAZING) / (FULL - GRAZING)) : 0;
  }
}
