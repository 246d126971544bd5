package dev.relievo.evaluate;

import dev.relievo.face.Illumination;
import java.util.Random;

/**
 * Explicit lights of a test picture: a wide key light (several directions in a cone), a fill light
 * from the other side, and a sky that is brighter above. Irradiance / pi at a normal n is {@code
 * sum of strength x max(0, n . direction) + sky + slope x (-n_y)}, which has a sharp terminator
 * that spherical harmonics of second order do not have.
 *
 * @param directions lights x 3, unit, towards the light, camera axes (x right, y down, z forward)
 * @param strengths lights x 3, red, green, blue
 * @param sky red, green, blue
 * @param slope red, green, blue; no more than the sky
 */
record StudioLights(float[][] directions, float[][] strengths, float[] sky, float[] slope) {

  /** Directions of the key light; the fill light comes after them. */
  static final int KEY = 4;

  private static final double CONE = Math.toRadians(7);

  /** {@code A_l / pi} of each band of {@link Illumination}. */
  private static final double[] LAMBERT = {
    1, 2 / 3.0, 2 / 3.0, 2 / 3.0, 0.25, 0.25, 0.25, 0.25, 0.25
  };

  /** Draws lights that one would photograph a face in. */
  static StudioLights draw(Random random) {
    double azimuth = Math.toRadians(80) * (2 * random.nextDouble() - 1);
    double height = Math.toRadians(-5 + 60 * random.nextDouble());
    double key = 0.45 + 0.55 * random.nextDouble(), fill = key * 0.35 * random.nextDouble();
    double ambient = 0.15 + 0.3 * random.nextDouble();
    double warmth = 0.08 * random.nextGaussian(), skyWarmth = 0.06 * random.nextGaussian();
    float[][] directions = new float[KEY + 1][], strengths = new float[KEY + 1][];
    for (int k = 0; k < KEY; k++) {
      double turn = Math.PI / 2 * k + 0.4;
      directions[k] = direction(azimuth + CONE * Math.cos(turn), height + CONE * Math.sin(turn));
      strengths[k] = tinted(key / KEY, warmth);
    }
    directions[KEY] = direction(-azimuth - Math.signum(azimuth) * 0.5, 0.2);
    strengths[KEY] = tinted(fill, -warmth);
    double gradient = ambient * 0.5 * random.nextDouble();
    return new StudioLights(
        directions, strengths, tinted(ambient, skyWarmth), tinted(gradient, skyWarmth));
  }

  /** From the camera's side: azimuth to the right of the picture, height above the horizon. */
  static float[] direction(double azimuth, double height) {
    return new float[] {
      (float) (Math.sin(azimuth) * Math.cos(height)),
      (float) -Math.sin(height),
      (float) (-Math.cos(azimuth) * Math.cos(height))
    };
  }

  private static float[] tinted(double strength, double warmth) {
    float[] out = new float[3];
    for (int c = 0; c < 3; c++) {
      out[c] = (float) (strength * (1 + warmth * (1 - c)));
    }
    return out;
  }

  int count() {
    return directions.length;
  }

  /**
   * Irradiance / pi.
   *
   * @param normal unit
   * @param seen share of each light that is not cut off
   * @param open share of the sky that is seen
   * @param out receives red, green, blue, linear
   */
  void irradiance(float[] normal, float[] seen, float open, float[] out) {
    for (int c = 0; c < 3; c++) {
      out[c] = open * (sky[c] - slope[c] * normal[1]);
    }
    for (int k = 0; k < directions.length; k++) {
      float cosine = Math.max(0, FacePixels.dot(normal, directions[k])) * seen[k];
      for (int c = 0; c < 3; c++) {
        out[c] += cosine * strengths[k][c];
      }
    }
  }

  /**
   * The same light as a coarse face says it: its projection to spherical harmonics, without
   * shadows. A direction of strength s is the radiance {@code pi s delta}, so its coefficients are
   * {@code pi s Y_k(direction)}.
   */
  Illumination illumination() {
    float[] c = new float[3 * Illumination.BANDS];
    float[] basis = new float[Illumination.BANDS];
    for (int l = 0; l < directions.length; l++) {
      float[] d = directions[l];
      Illumination.basis(d[0], d[1], d[2], basis, 0);
      for (int i = 0; i < c.length; i++) {
        int band = i % Illumination.BANDS;
        c[i] +=
            (float) (Math.PI * strengths[l][i / Illumination.BANDS] * basis[band] / LAMBERT[band]);
      }
    }
    // Basis functions 0 and 1 are constants times 1 and y.
    Illumination.basis(0, 1, 0, basis, 0);
    for (int channel = 0; channel < 3; channel++) {
      c[channel * Illumination.BANDS] += sky[channel] / basis[0];
      c[channel * Illumination.BANDS + 1] -= slope[channel] / basis[1];
    }
    return new Illumination(c);
  }
}
