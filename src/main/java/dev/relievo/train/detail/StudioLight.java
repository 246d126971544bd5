package dev.relievo.train.detail;

import dev.relievo.face.Illumination;
import java.util.random.RandomGenerator;

/**
 * Light of a rendering that second-order harmonics do not quite explain: smooth light, a lamp whose
 * light ends where a surface turns away, its gloss on skin, and a soft shadow across the face.
 *
 * @param smooth light from everywhere
 * @param lamp 3 unit direction to the lamp, camera axes; then 3 its irradiance / pi face on
 * @param half 3 unit, between lamp and camera
 * @param gloss reflected where a normal points half way, parts of the lamp; 0 for dull skin
 * @param sharpness exponent of the gloss
 * @param shadow 5: direction x, y over the chart (unit over its width), offset, softness, and what
 *     of the light is left, 1 for none
 */
record StudioLight(
    Illumination smooth, float[] lamp, float[] half, float gloss, float sharpness, float[] shadow) {

  private static final double LAMPS = 0.85;
  private static final double GLOSSY = 0.35;
  private static final double SHADED = 0.2;

  /** Irradiance / pi of an l0 coefficient of 1. */
  private static final double C0 = 0.5 * Math.sqrt(1 / Math.PI);

  /** Takes a part of a face's light and makes it a lamp. */
  static StudioLight draw(RandomGenerator r, Illumination light) {
    double x = r.nextGaussian(), y = -0.5 + r.nextGaussian(), z = -0.8 + 0.6 * r.nextGaussian();
    double norm = Math.max(1e-6, Math.sqrt(x * x + y * y + z * z));
    float[] lamp = {(float) (x / norm), (float) (y / norm), (float) (z / norm), 0, 0, 0};
    boolean lit = r.nextDouble() < LAMPS;
    double share = r.nextDouble(0.3, 0.8);
    float[] smooth = light.coefficients().clone();
    for (int c = 0; c < 3; c++) {
      int at = c * Illumination.BANDS;
      if (lit) {
        double tint = Math.exp(0.06 * r.nextGaussian());
        lamp[3 + c] = (float) (2.4 * share * tint * Math.max(0, smooth[at]) * C0);
        for (int k = at; k < at + Illumination.BANDS; k++) {
          smooth[k] *= (float) (1 - share);
        }
      }
    }
    boolean glossy = r.nextDouble() < GLOSSY;
    double angle = 2 * Math.PI * r.nextDouble();
    float[] shadow = {
      (float) Math.cos(angle),
      (float) Math.sin(angle),
      (float) r.nextDouble(-0.25, 0.25),
      (float) (0.004 * Math.pow(15, r.nextDouble())),
      r.nextDouble() < SHADED ? (float) r.nextDouble(0.35, 0.85) : 1
    };
    return new StudioLight(
        new Illumination(smooth),
        lamp,
        half(lamp),
        glossy ? (float) r.nextDouble(0.02, 0.2) : 0,
        (float) r.nextDouble(6, 40),
        shadow);
  }

  private static float[] half(float[] lamp) {
    double x = lamp[0], y = lamp[1], z = lamp[2] - 1;
    double n = Math.max(1e-6, Math.sqrt(x * x + y * y + z * z));
    return new float[] {(float) (x / n), (float) (y / n), (float) (z / n)};
  }

  /**
   * The whole light as harmonics, as a network could tell it. Of max(0, n . l) they say 1/4 + n . l
   * / 2 + 5/16 P2(n . l); with the addition theorem and the basis' own factors that is pi, 3/2 pi
   * and 4 pi times the basis in the lamp's direction.
   */
  Illumination harmonics() {
    float[] out = smooth.coefficients().clone(), basis = new float[Illumination.BANDS];
    Illumination.basis(lamp[0], lamp[1], lamp[2], basis, 0);
    for (int c = 0; c < 3; c++) {
      for (int k = 0; k < Illumination.BANDS; k++) {
        double factor = k == 0 ? Math.PI : k < 4 ? 1.5 * Math.PI : 4 * Math.PI;
        out[c * Illumination.BANDS + k] += (float) (lamp[3 + c] * factor * basis[k]);
      }
    }
    return new Illumination(out);
  }

  /**
   * Light on a piece of skin.
   *
   * @param u of its place, 0 to 1
   * @param v of its place, 0 to 1
   * @param basis of its normal
   * @param out receives red, green, blue of irradiance / pi, then gloss' own red, green, blue
   */
  void at(float nx, float ny, float nz, float u, float v, float[] basis, float[] out) {
    float open = shadow[4] < 1 ? open(u, v) : 1;
    float facing = Math.max(0, nx * lamp[0] + ny * lamp[1] + nz * lamp[2]);
    float mirror = gloss > 0 ? Math.max(0, nx * half[0] + ny * half[1] + nz * half[2]) : 0;
    float shine = mirror > 0 ? gloss * (float) Math.pow(mirror, sharpness) : 0;
    for (int c = 0; c < 3; c++) {
      float smoothly = Math.max(0, smooth.irradiance(c, basis, 0));
      float lampLight = lamp[3 + c];
      out[c] = open * (smoothly + lampLight * facing);
      out[3 + c] = open * shine * (lampLight > 0 ? lampLight : smoothly);
    }
  }

  /** Soft on one side of a line over the chart that is not quite straight. */
  private float open(float u, float v) {
    float x = u - 0.5f, y = v - 0.5f;
    float along = -shadow[1] * x + shadow[0] * y;
    float bent = (float) (0.03 * Math.sin(17 * along + 40 * shadow[2]));
    float q = (shadow[0] * x + shadow[1] * y - shadow[2] + bent) / shadow[3];
    return shadow[4] + (1 - shadow[4]) / (1 + (float) Math.exp(Math.max(-30, Math.min(30, q))));
  }
}
