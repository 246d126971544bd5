package dev.relievo.stage.regress;

import dev.relievo.face.Illumination;
import dev.relievo.image.SRgb;

/**
 * The steps by which light and albedo are found from the colours of visible skin, each a linear
 * least squares problem in linear light: with the albedo held the colours are linear in the light,
 * with the light held they are linear in the albedo. Residuals are weighted as they would appear in
 * sRGB, and down where they are large (hair, glasses, cast shadows must not become albedo).
 *
 * <p>It holds one face at a time: {@link #start}, then steps, each of which takes up what the ones
 * before have found. All buffers are its own; not safe to share between threads.
 */
final class ColourSolver {

  private static final int BANDS = Illumination.BANDS;

  /** Standard deviation of a colour in sRGB that model and camera leave unexplained. */
  private static final double NOISE = 0.05;

  /** Neighbouring samples share their errors: so many count as one. */
  private static final double CORRELATION = 10;

  /** Squared residual at which a sample's weight is a quarter. */
  private static final double CUT = 4 * NOISE * NOISE;

  /** Inverse variance of the colour of one of all vertices of skin, sRGB. */
  static final double VERTEX_PRECISION = 1 / (NOISE * NOISE * CORRELATION);

  private static final double LEAST_ALBEDO = 0.005;
  private static final double LEAST_SHADING = 0.01;
  private static final double LEAST_LINEAR = 0.01;

  private final SkinAlbedo skin;
  private final int modeCount;
  private final double precision;
  private final double[] basis;
  private final double[] albedo;
  private final double[] shading;
  private final double[] trust;
  private final double[] weights;
  private final double[][] rows;
  private final double[][] scaledRows;
  private final float[] basisAt = new float[BANDS];
  private final PositiveSystem lightSystem = new PositiveSystem(BANDS);
  private final PositiveSystem albedoSystem;
  private final double[] light = new double[3 * BANDS];
  private final double[] coefficients;
  private SkinSamples samples;

  ColourSolver(SkinAlbedo skin) {
    this.skin = skin;
    modeCount = skin.modeCount();
    precision = skin.step() * VERTEX_PRECISION;
    int points = skin.vertices().length;
    basis = new double[points * BANDS];
    albedo = new double[3 * points];
    shading = new double[3 * points];
    trust = new double[points];
    weights = new double[3 * points];
    rows = new double[3][modeCount];
    scaledRows = new double[3][modeCount];
    coefficients = new double[modeCount];
    albedoSystem = new PositiveSystem(Math.max(1, modeCount));
  }

  /**
   * Begins with a face whose samples all count by how well they are seen.
   *
   * @param samples read until the next start
   * @param albedo K, standard deviations
   * @param light 3 x 9
   */
  void start(SkinSamples samples, float[] albedo, float[] light) {
    this.samples = samples;
    for (int i = 0; i < samples.count(); i++) {
      float[] n = samples.normals();
      Illumination.basis(n[3 * i], n[3 * i + 1], n[3 * i + 2], basisAt, 0);
      for (int k = 0; k < BANDS; k++) {
        basis[i * BANDS + k] = basisAt[k];
      }
    }
    for (int i = 0; i < samples.count(); i++) {
      trust[i] = samples.weights()[i];
      for (int c = 3 * i; c < 3 * i + 3; c++) {
        weights[c] = trust[i] * slope(samples.colours()[c]);
      }
    }
    for (int k = 0; k < modeCount; k++) {
      coefficients[k] = albedo[k];
    }
    for (int k = 0; k < light.length; k++) {
      this.light[k] = light[k];
    }
    shade();
    paint();
  }

  /** The light, 3 x 9. */
  float[] light() {
    return floats(light);
  }

  /** The albedo, K, standard deviations. */
  float[] albedo() {
    return floats(coefficients);
  }

  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  /** Squared slope of the sRGB curve at a linear value: turns linear into visible errors. */
  static double slope(double linear) {
    double d = SRgb.slope(Math.max(linear, LEAST_LINEAR));
    return d * d;
  }

  /**
   * Doubts, for all steps that follow, the samples that the albedo of the start is far from in the
   * best light: half a face behind a hand is otherwise explained by an odd albedo soon, and then
   * trusted.
   */
  void doubt(ColourPrior prior) {
    reweight();
    solveLight(prior);
    for (int i = 0; i < samples.count(); i++) {
      trust[i] *= robust(i);
    }
    reweight();
  }

  /**
   * Solves for light, scale and albedo in turn, several times, then for the light once more.
   *
   * @param strides a round each: it takes the albedo from one sample in so many
   */
  void alternate(ColourPrior prior, ToneBalance tones, int... strides) {
    for (int stride : strides) {
      solveLight(prior);
      balance(tones);
      reweight();
      solveAlbedo(prior, stride);
      reweight();
    }
    solveLight(prior);
  }

  /** The most probable light with the albedo held. */
  private void solveLight(ColourPrior prior) {
    double[] g = lightSystem.right();
    float[] colours = samples.colours();
    for (int c = 0; c < 3; c++) {
      lightSystem.clear();
      double scale = 0;
      for (int i = 0, at = 0; i < samples.count(); i++, at += BANDS) {
        double a = albedo[3 * i + c], wa = precision * weights[3 * i + c] * a;
        double waa = wa * a, seen = wa * colours[3 * i + c];
        scale += waa;
        for (int k = 0; k < BANDS; k++) {
          double b = basis[at + k], h = waa * b;
          g[k] += seen * b;
          double[] row = lightSystem.row(k);
          for (int l = 0; l <= k; l++) {
            row[l] += h * basis[at + l];
          }
        }
      }
      for (int k = 0, p = c * BANDS; k < BANDS; k++, p++) {
        double certainty = prior.precision()[p] + scale * prior.share()[p];
        lightSystem.row(k)[k] += certainty;
        g[k] += certainty * prior.light()[p];
      }
      System.arraycopy(lightSystem.solve(), 0, light, c * BANDS, BANDS);
    }
    shade();
  }

  /** The most probable albedo with the light held, from every {@code stride}th sample. */
  private void solveAlbedo(ColourPrior prior, int stride) {
    if (modeCount == 0) {
      return;
    }
    albedoSystem.clear();
    for (int i = 0; i < samples.count(); i += stride) {
      addSample(i, stride * precision);
    }
    double[] g = albedoSystem.right();
    for (int k = 0; k < modeCount; k++) {
      albedoSystem.row(k)[k] += 1;
      g[k] += prior.albedo()[k];
    }
    System.arraycopy(albedoSystem.solve(), 0, coefficients, 0, modeCount);
    paint();
  }

  /** Adds a sample's three channels to the albedo's system at once: one pass over its matrix. */
  private void addSample(int sample, double precision) {
    double[] g = albedoSystem.right();
    float[] modes = skin.modes();
    int n = modeCount;
    for (int c = 0; c < 3; c++) {
      int i = 3 * sample + c, point = 3 * samples.points()[sample] + c;
      double s = shading[i], w = precision * weights[i];
      double r = samples.colours()[i] - s * skin.mean()[point];
      double[] row = rows[c], scaled = scaledRows[c];
      for (int k = 0, m = point * n; k < n; k++, m++) {
        row[k] = s * modes[m];
        scaled[k] = w * row[k];
        g[k] += scaled[k] * r;
      }
    }
    for (int k = 0; k < n; k++) {
      addRow(albedoSystem.row(k), k + 1, scaledRows[0][k], scaledRows[1][k], scaledRows[2][k]);
    }
  }

  /** On its own, and on arrays that begin at 0: so the compiler finds its vector instructions. */
  private void addRow(double[] row, int count, double red, double green, double blue) {
    double[] r = rows[0], g = rows[1], b = rows[2];
    for (int l = 0; l < count; l++) {
      row[l] += red * r[l] + green * g[l] + blue * b[l];
    }
  }

  /** Moves scale between light and albedo. */
  private void balance(ToneBalance tones) {
    double[] level = new double[3];
    double total = 0;
    for (int i = 0; i < samples.count(); i++) {
      double w = samples.weights()[i];
      total += w;
      for (int c = 0; c < 3; c++) {
        level[c] += w * Math.log(shading[3 * i + c]);
      }
    }
    for (int c = 0; c < 3; c++) {
      level[c] /= total;
    }
    double[] factors = tones.balance(level, coefficients);
    for (int k = 0; k < light.length; k++) {
      light[k] *= factors[k / BANDS];
    }
    shade();
    paint();
  }

  /** Weighs residuals as they appear in sRGB, large ones down. */
  private void reweight() {
    for (int i = 0; i < samples.count(); i++) {
      double robust = trust[i] * robust(i);
      for (int c = 3 * i; c < 3 * i + 3; c++) {
        weights[c] = robust * slope(albedo[c] * shading[c]);
      }
    }
  }

  /** Geman and McClure's weight: a residual far beyond the noise says nothing. */
  private double robust(int sample) {
    double e = 0;
    for (int c = 3 * sample; c < 3 * sample + 3; c++) {
      double predicted = albedo[c] * shading[c];
      double r = samples.colours()[c] - predicted;
      e += r * r * slope(predicted) / 3;
    }
    double robust = CUT / (CUT + e);
    return robust * robust;
  }

  /** Mean absolute difference of the colours, sRGB in 0 to 1. */
  float error() {
    double sum = 0, total = 0;
    for (int i = 0; i < samples.count(); i++) {
      double w = samples.weights()[i];
      for (int c = 3 * i; c < 3 * i + 3; c++) {
        double predicted = albedo[c] * shading[c];
        sum += w * Math.abs(SRgb.encode(predicted) - SRgb.encode(samples.colours()[c]));
        total += w;
      }
    }
    return (float) (sum / total);
  }

  private void shade() {
    for (int i = 0; i < samples.count(); i++) {
      for (int c = 0; c < 3; c++) {
        double s = 0;
        for (int k = 0; k < BANDS; k++) {
          s += light[c * BANDS + k] * basis[i * BANDS + k];
        }
        shading[3 * i + c] = Math.max(s, LEAST_SHADING);
      }
    }
  }

  private void paint() {
    float[] modes = skin.modes();
    for (int i = 0; i < samples.count(); i++) {
      int point = 3 * samples.points()[i];
      for (int c = 0; c < 3; c++) {
        double a = skin.mean()[point + c];
        for (int k = 0, m = (point + c) * modeCount; k < modeCount; k++) {
          a += coefficients[k] * modes[m + k];
        }
        albedo[3 * i + c] = Math.max(a, LEAST_ALBEDO);
      }
    }
  }
}
