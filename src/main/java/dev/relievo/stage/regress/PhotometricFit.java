package dev.relievo.stage.regress;

import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.SRgb;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Illumination and albedo from the colours of visible skin, by alternating linear least squares in
 * linear light: with the albedo held the colours are linear in the light, with the light held they
 * are linear in the albedo. Residuals are weighted as they would appear in sRGB, and down where
 * they are large (hair, glasses, cast shadows must not become albedo).
 *
 * <p>Instances are immutable and safe to share between threads.
 */
final class PhotometricFit {

  private static final int BANDS = Illumination.BANDS;
  private static final int ROUNDS = 3;

  /** Rounds before the last take the albedo from one sample in so many. */
  private static final int EARLY_STRIDE = 3;

  /** Standard deviation of a colour in sRGB that model and camera leave unexplained. */
  private static final double NOISE = 0.05;

  /** Fewer samples than this say too little about nine coefficients of light. */
  private static final int MIN_SAMPLES = 30;

  /** Neighbouring samples share their errors: so many count as one. */
  private static final double CORRELATION = 10;

  /** Prior precision of each coefficient of light, in ten-thousandths of the data's. */
  private static final double[] LIGHT_PRIOR = {0, 1, 1, 1, 4, 4, 4, 4, 4};

  private final MorphableModel model;

  /**
   * The albedo's components at the lighter level's vertices: C x 3 x K, a colour's side by side.
   */
  private final float[] modes;

  private final int modeCount;
  private final ToneBalance tones;

  PhotometricFit(MorphableModel model) {
    this.model = model;
    modeCount = model.albedoCount();
    int colours = 3 * model.controlCount(), all = 3 * model.vertexCount();
    modes = new float[colours * modeCount];
    for (int k = 0; k < modeCount; k++) {
      for (int i = 0; i < colours; i++) {
        modes[i * modeCount + k] = model.albedoBasis()[k * all + i];
      }
    }
    tones =
        new ToneBalance(model, modes, SkinSampler.skin(model), 1 / (NOISE * NOISE * CORRELATION));
  }

  /**
   * What the fit found.
   *
   * @param illumination in camera axes
   * @param albedo standard deviations
   * @param error mean absolute difference of the colours, sRGB in 0 to 1; NaN where too little skin
   *     was seen, with ambient light and the mean albedo
   */
  record Result(Illumination illumination, float[] albedo, float error) {}

  Result fit(SkinSamples samples) {
    int n = samples.count();
    if (n < MIN_SAMPLES) {
      return new Result(Illumination.ambient(), new float[model.albedoCount()], Float.NaN);
    }
    double[] basis = new double[n * BANDS];
    float[] y = new float[BANDS];
    for (int i = 0; i < n; i++) {
      Illumination.basis(
          samples.normals()[3 * i],
          samples.normals()[3 * i + 1],
          samples.normals()[3 * i + 2],
          y,
          0);
      for (int k = 0; k < BANDS; k++) {
        basis[i * BANDS + k] = y[k];
      }
    }
    double[] coefficients = new double[model.albedoCount()];
    double[] albedo = albedo(samples, coefficients);
    double[] light = new double[3 * BANDS];
    double[] weights = new double[3 * n];
    for (int i = 0; i < 3 * n; i++) {
      weights[i] = samples.weights()[i / 3] * slope(samples.colours()[i]);
    }
    for (int round = 0; round < ROUNDS; round++) {
      light = light(samples, basis, albedo, weights);
      balance(samples, basis, light, coefficients);
      albedo = albedo(samples, coefficients);
      reweight(samples, basis, albedo, light, weights);
      int stride = round < ROUNDS - 1 ? EARLY_STRIDE : 1;
      coefficients = albedo(samples, basis, light, weights, stride);
      albedo = albedo(samples, coefficients);
      reweight(samples, basis, albedo, light, weights);
    }
    light = light(samples, basis, albedo, weights);
    float[] l = new float[light.length];
    for (int i = 0; i < l.length; i++) {
      l[i] = (float) light[i];
    }
    float[] a = new float[coefficients.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) coefficients[i];
    }
    return new Result(new Illumination(l), a, error(samples, basis, albedo, light));
  }

  /** Moves scale between light and albedo: {@link ToneBalance}. */
  private void balance(SkinSamples samples, double[] basis, double[] light, double[] coefficients) {
    double[] level = new double[3];
    double total = 0;
    for (int i = 0; i < samples.count(); i++) {
      double w = samples.weights()[i];
      total += w;
      for (int c = 0; c < 3; c++) {
        level[c] += w * Math.log(shading(basis, light, i, c));
      }
    }
    for (int c = 0; c < 3; c++) {
      level[c] /= total;
    }
    double[] factors = tones.balance(level, coefficients);
    for (int k = 0; k < light.length; k++) {
      light[k] *= factors[k / BANDS];
    }
  }

  /** Squared slope of the sRGB curve at a linear value: turns linear into visible errors. */
  static double slope(double linear) {
    double d = SRgb.slope(Math.max(linear, 0.01));
    return d * d;
  }

  private double[] albedo(SkinSamples samples, double[] coefficients) {
    double[] out = new double[3 * samples.count()];
    float[] mean = model.albedoMean();
    for (int i = 0; i < samples.count(); i++) {
      int v = 3 * samples.vertices()[i];
      for (int c = 0; c < 3; c++) {
        double a = mean[v + c];
        for (int k = 0, m = (v + c) * modeCount; k < modeCount; k++) {
          a += coefficients[k] * modes[m + k];
        }
        out[3 * i + c] = Math.max(a, 0.005);
      }
    }
    return out;
  }

  private static double shading(double[] basis, double[] light, int sample, int channel) {
    double s = 0;
    for (int k = 0; k < BANDS; k++) {
      s += light[channel * BANDS + k] * basis[sample * BANDS + k];
    }
    return Math.max(s, 0.01);
  }

  private static double[] light(
      SkinSamples samples, double[] basis, double[] albedo, double[] weights) {
    double[] out = new double[3 * BANDS];
    for (int c = 0; c < 3; c++) {
      DMatrixRMaj h = new DMatrixRMaj(BANDS, BANDS);
      DMatrixRMaj g = new DMatrixRMaj(BANDS, 1);
      double scale = 0;
      for (int i = 0; i < samples.count(); i++) {
        double a = albedo[3 * i + c], w = weights[3 * i + c];
        scale += w * a * a;
        for (int k = 0; k < BANDS; k++) {
          double b = w * a * basis[i * BANDS + k];
          g.data[k] += b * samples.colours()[3 * i + c];
          for (int l = 0; l <= k; l++) {
            h.data[k * BANDS + l] += b * a * basis[i * BANDS + l];
          }
        }
      }
      for (int k = 0; k < BANDS; k++) {
        for (int l = 0; l < k; l++) {
          h.data[l * BANDS + k] = h.data[k * BANDS + l];
        }
        h.data[k * BANDS + k] += scale * (1e-6 + 1e-4 * LIGHT_PRIOR[k]);
      }
      double[] x = solve(h, g);
      System.arraycopy(x, 0, out, c * BANDS, BANDS);
    }
    return out;
  }

  /** The most probable albedo under a light, from every {@code stride}th sample. */
  private double[] albedo(
      SkinSamples samples, double[] basis, double[] light, double[] weights, int stride) {
    int count = modeCount;
    float[] mean = model.albedoMean();
    DMatrixRMaj h = new DMatrixRMaj(count, count);
    DMatrixRMaj g = new DMatrixRMaj(count, 1);
    double precision = stride / (NOISE * NOISE * CORRELATION);
    double[] row = new double[count];
    for (int i = 0; i < samples.count(); i += stride) {
      int v = 3 * samples.vertices()[i];
      for (int c = 0; c < 3; c++) {
        double s = shading(basis, light, i, c);
        double r = samples.colours()[3 * i + c] - s * mean[v + c];
        double w = precision * weights[3 * i + c];
        for (int k = 0, m = (v + c) * count; k < count; k++) {
          row[k] = s * modes[m + k];
        }
        for (int k = 0; k < count; k++) {
          double b = w * row[k];
          g.data[k] += b * r;
          for (int l = 0; l <= k; l++) {
            h.data[k * count + l] += b * row[l];
          }
        }
      }
    }
    for (int k = 0; k < count; k++) {
      for (int l = 0; l < k; l++) {
        h.data[l * count + k] = h.data[k * count + l];
      }
      h.data[k * count + k] += 1;
    }
    return count == 0 ? new double[0] : solve(h, g);
  }

  private static double[] solve(DMatrixRMaj h, DMatrixRMaj g) {
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(h.numRows);
    DMatrixRMaj x = new DMatrixRMaj(h.numRows, 1);
    if (!solver.setA(h)) {
      throw new ArithmeticException("the skin's colours do not determine a light");
    }
    solver.solve(g, x);
    return x.data;
  }

  /** Geman and McClure's weights: a residual far beyond the noise says nothing. */
  private static void reweight(
      SkinSamples samples, double[] basis, double[] albedo, double[] light, double[] weights) {
    double cut = 4 * NOISE * NOISE;
    for (int i = 0; i < samples.count(); i++) {
      double e = 0;
      double[] slopes = new double[3];
      for (int c = 0; c < 3; c++) {
        double predicted = albedo[3 * i + c] * shading(basis, light, i, c);
        slopes[c] = slope(predicted);
        double r = samples.colours()[3 * i + c] - predicted;
        e += r * r * slopes[c] / 3;
      }
      double robust = cut / (cut + e);
      for (int c = 0; c < 3; c++) {
        weights[3 * i + c] = samples.weights()[i] * robust * robust * slopes[c];
      }
    }
  }

  private static float error(SkinSamples samples, double[] basis, double[] albedo, double[] light) {
    double sum = 0, total = 0;
    for (int i = 0; i < samples.count(); i++) {
      double w = samples.weights()[i];
      for (int c = 0; c < 3; c++) {
        double predicted = albedo[3 * i + c] * shading(basis, light, i, c);
        sum += w * Math.abs(SRgb.encode(predicted) - SRgb.encode(samples.colours()[3 * i + c]));
        total += w;
      }
    }
    return (float) (sum / total);
  }
}
