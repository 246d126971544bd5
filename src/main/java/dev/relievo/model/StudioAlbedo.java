package dev.relievo.model;

import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.regress.FaceFit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Albedo per vertex from photographs that were all taken under one light, evenly lit. The shared
 * light is the second-order spherical-harmonics light that explains the skin of all people with one
 * tone each; a photograph's colours over that light are its albedo. Its absolute scale cannot be
 * seen: the mean luminance of skin over all people is set to {@link #SKIN_LUMINANCE}.
 */
final class StudioAlbedo {

  /** Mean luminance of facial skin, linear; by definition of this model's albedo scale. */
  static final double SKIN_LUMINANCE = 0.28;

  private static final int BANDS = Illumination.BANDS;
  private static final double[] LUMINANCE = {0.2126, 0.7152, 0.0722};

  private final MorphableModel model;
  private final boolean[] skin;

  /**
   * Albedo of a photograph.
   *
   * @param values V x 3, linear light, on the model's scale
   * @param weights V, 0 hidden to 1
   */
  record Albedo(float[] values, float[] weights) {}

  StudioAlbedo(MorphableModel model) {
    this.model = model;
    skin = new boolean[model.vertexCount()];
    int other = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
    for (int v = 0; v < skin.length; v++) {
      skin[v] = Region.SKIN.in(model.regions()[v]) && (model.regions()[v] & other) == 0;
    }
  }

  /** Albedo of each photograph. */
  List<Albedo> separate(List<Observation> faces, IntConsumer progress) {
    List<SurfaceColours> samples = new ArrayList<>();
    FaceFit fit = new FaceFit(model);
    FaceView view = new FaceView(model);
    for (Observation face : faces) {
      samples.add(
          SurfaceColours.read(
              model, face, fit.geometry(face.landmarks(), face.camera()), face.crop(), view));
      progress.accept(samples.size());
    }
    double[] light = light(samples);
    return samples.stream().map(s -> divide(s, light)).toList();
  }

  /** Alternates between one tone a photograph and the light of all. */
  private double[] light(List<SurfaceColours> samples) {
    double[] light = new double[3 * BANDS];
    for (int c = 0; c < 3; c++) {
      light[c * BANDS] = Illumination.ambient().coefficients()[0];
    }
    double[][] tones = new double[samples.size()][3];
    for (int round = 0; round < 8; round++) {
      for (int s = 0; s < tones.length; s++) {
        tones[s] = tone(samples.get(s), light);
      }
      light = light(samples, tones);
      rescale(light, tones);
    }
    return light;
  }

  private double[] tone(SurfaceColours s, double[] light) {
    double[] tone = new double[3];
    for (int c = 0; c < 3; c++) {
      double up = 0, down = 1e-9;
      for (int v = 0; v < skin.length; v++) {
        if (skin[v] && s.weights()[v] > 0) {
          double shade = s.shade(v, c, light);
          up += s.weights()[v] * shade * s.colours()[3 * v + c];
          down += s.weights()[v] * shade * shade;
        }
      }
      tone[c] = up / down;
    }
    return tone;
  }

  private double[] light(List<SurfaceColours> samples, double[][] tones) {
    double[] out = new double[3 * BANDS];
    for (int c = 0; c < 3; c++) {
      DMatrixRMaj h = new DMatrixRMaj(BANDS, BANDS), g = new DMatrixRMaj(BANDS, 1);
      for (int s = 0; s < tones.length; s++) {
        // Relative errors, so that dark skin says as much about the light as fair skin.
        SurfaceColours sample = samples.get(s);
        for (int v = 0; v < skin.length; v++) {
          double w = skin[v] ? sample.weights()[v] : 0;
          if (w > 0) {
            double target = sample.colours()[3 * v + c] / Math.max(tones[s][c], 1e-3);
            for (int k = 0; k < BANDS; k++) {
              double b = w * sample.basis()[BANDS * v + k];
              g.data[k] += b * target;
              for (int l = 0; l < BANDS; l++) {
                h.data[k * BANDS + l] += b * sample.basis()[BANDS * v + l];
              }
            }
          }
        }
      }
      for (int k = 0; k < BANDS; k++) {
        h.data[k * BANDS + k] *= 1 + 1e-4;
      }
      LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(BANDS);
      DMatrixRMaj x = new DMatrixRMaj(BANDS, 1);
      if (!solver.setA(h)) {
        throw new ArithmeticException("too little skin is seen to learn the light");
      }
      solver.solve(g, x);
      System.arraycopy(x.data, 0, out, c * BANDS, BANDS);
    }
    return out;
  }

  /**
   * The light's scale is free: set it so that the mean tone has the agreed luminance, and white.
   */
  private static void rescale(double[] light, double[][] tones) {
    double[] mean = new double[3];
    for (double[] tone : tones) {
      for (int c = 0; c < 3; c++) {
        mean[c] += tone[c] / tones.length;
      }
    }
    double luminance = 0;
    for (int c = 0; c < 3; c++) {
      luminance += LUMINANCE[c] * mean[c];
    }
    double factor = luminance / SKIN_LUMINANCE;
    for (int k = 0; k < light.length; k++) {
      light[k] *= factor;
    }
  }

  private static Albedo divide(SurfaceColours s, double[] light) {
    float[] values = new float[s.colours().length];
    for (int v = 0; v < s.weights().length; v++) {
      for (int c = 0; c < 3; c++) {
        values[3 * v + c] = (float) (s.colours()[3 * v + c] / Math.max(0.15, s.shade(v, c, light)));
      }
    }
    return new Albedo(values, s.weights());
  }
}
