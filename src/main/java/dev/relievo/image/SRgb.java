package dev.relievo.image;

/**
 * The sRGB transfer curve (IEC 61966-2-1) by lookup. Colours are mixed and lit in linear light and
 * stored as sRGB.
 */
public final class SRgb {

  private static final int BINS = 4096;
  private static final float[] LINEAR = new float[256];

  /** Least linear value that rounds to each code; a sentinel ends the search at 255. */
  private static final float[] THRESHOLD = new float[257];

  /** Code at the lower end of each bin; bins are finer than codes, so it is off by one at most. */
  private static final byte[] CODE = new byte[BINS + 1];

  static {
    for (int i = 0; i < 256; i++) {
      LINEAR[i] = (float) decode(i / 255.0);
      THRESHOLD[i] = i == 0 ? Float.NEGATIVE_INFINITY : (float) decode((i - 0.5) / 255);
    }
    THRESHOLD[256] = Float.POSITIVE_INFINITY;
    for (int bin = 0, code = 0; bin <= BINS; bin++) {
      while ((float) bin / BINS >= THRESHOLD[code + 1]) {
        code++;
      }
      CODE[bin] = (byte) code;
    }
  }

  private SRgb() {}

  /** Linear light, 0 to 1, of an 8-bit sRGB value. */
  public static float toLinear(byte code) {
    return LINEAR[code & 0xff];
  }

  /** The nearest 8-bit sRGB value of linear light; what lies outside 0 to 1 (or is NaN) is cut. */
  public static byte fromLinear(float linear) {
    if (!(linear > 0)) {
      return 0;
    }
    int code = CODE[(int) (Math.min(linear, 1) * BINS)] & 0xff;
    return (byte) (linear >= THRESHOLD[code + 1] ? code + 1 : code);
  }

  /** Light in 0 to 1 as it is stored, 0 to 1, without rounding; what lies outside is cut. */
  public static double encode(double linear) {
    double v = Math.min(1, Math.max(0, linear));
    return v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
  }

  /** Slope of {@link #encode} at a linear value above 0.0031308. */
  public static double slope(double linear) {
    return 1.055 / 2.4 * Math.pow(linear, 1 / 2.4 - 1);
  }

  private static double decode(double s) {
    return s <= 0.04045 ? s / 12.92 : Math.pow((s + 0.055) / 1.055, 2.4);
  }
}
