package dev.relievo.face;

/**
 * Environment light as second-order real spherical harmonics, linear light.
 *
 * <p>Order l0, l1 (y, z, x), l2 (xy, yz, 3z2-1, xz, x2-y2), each basis function times A_l / pi with
 * A / pi = (1, 2/3, 1/4): the irradiance of Ramamoorthi and Hanrahan, "An Efficient Representation
 * for Irradiance Environment Maps" (2001), divided by pi, so that reflected light = albedo x
 * irradiance. Axes are those of the camera: x right, y down, z forward.
 *
 * @param coefficients 3 x 9, channel (red, green, blue) outermost
 */
public record Illumination(float[] coefficients) {

  /** Coefficients a channel. */
  public static final int BANDS = 9;

  private static final double C0 = 0.5 * Math.sqrt(1 / Math.PI);
  private static final double C1 = 2.0 / 3.0 * Math.sqrt(3 / (4 * Math.PI));
  private static final double C2 = 0.25 * 0.5 * Math.sqrt(15 / Math.PI);
  private static final double C20 = 0.25 * 0.25 * Math.sqrt(5 / Math.PI);

  /** Checks the length. */
  public Illumination {
    if (coefficients.length != 3 * BANDS) {
      throw new IllegalArgumentException("an illumination has 3 x 9 coefficients");
    }
  }

  /** White light of the same strength from everywhere: irradiance 1 on every normal. */
  public static Illumination ambient() {
    float[] c = new float[3 * BANDS];
    c[0] = c[BANDS] = c[2 * BANDS] = (float) (1 / C0);
    return new Illumination(c);
  }

  /**
   * The nine basis functions at a unit normal.
   *
   * @param out receives 9 values from {@code offset}
   */
  public static void basis(double x, double y, double z, float[] out, int offset) {
    out[offset] = (float) C0;
    out[offset + 1] = (float) (C1 * y);
    out[offset + 2] = (float) (C1 * z);
    out[offset + 3] = (float) (C1 * x);
    out[offset + 4] = (float) (C2 * x * y);
    out[offset + 5] = (float) (C2 * y * z);
    out[offset + 6] = (float) (C20 * (3 * z * z - 1));
    out[offset + 7] = (float) (C2 * x * z);
    out[offset + 8] = (float) (0.5 * C2 * (x * x - y * y));
  }

  /** Irradiance / pi of one channel (0 red, 1 green, 2 blue), given the basis at a normal. */
  public float irradiance(int channel, float[] basis, int offset) {
    float sum = 0;
    for (int k = 0, c = channel * BANDS; k < BANDS; k++) {
      sum += coefficients[c + k] * basis[offset + k];
    }
    return sum;
  }

  /**
   * The same light in a camera that is turned about its optical axis: irradiance of {@code R(angle)
   * n} here is that of n before. (x, y) and (xz, yz) turn by the angle, (x2-y2, xy) by twice the
   * angle; the two of each pair share their normalisation.
   *
   * @param angle radians, from +x towards +y
   */
  public Illumination rolled(double angle) {
    float[] out = coefficients.clone();
    for (int c = 0; c < out.length; c += BANDS) {
      turn(out, c + 3, c + 1, angle);
      turn(out, c + 7, c + 5, angle);
      turn(out, c + 8, c + 4, 2 * angle);
    }
    return new Illumination(out);
  }

  private static void turn(float[] v, int a, int b, double angle) {
    double cos = Math.cos(angle), sin = Math.sin(angle), x = v[a], y = v[b];
    v[a] = (float) (cos * x - sin * y);
    v[b] = (float) (sin * x + cos * y);
  }

  /**
   * The same light in other colours.
   *
   * @param gains 3, by what each channel becomes stronger
   */
  public Illumination tinted(float[] gains) {
    float[] out = coefficients.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] *= gains[i / BANDS];
    }
    return new Illumination(out);
  }

  /** The light of the mirrored picture: x changes its sign. */
  public Illumination mirrored() {
    float[] out = coefficients.clone();
    for (int c = 0; c < out.length; c += BANDS) {
      out[c + 3] = -out[c + 3];
      out[c + 4] = -out[c + 4];
      out[c + 7] = -out[c + 7];
    }
    return new Illumination(out);
  }
}
