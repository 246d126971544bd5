package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import dev.relievo.model.StudioAlbedo.Albedo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Mean and principal components of albedo over people. Vertices that a photograph does not show
 * take their mirror image, and where that is hidden too the mean in the person's own tone. Each
 * person counts twice, once mirrored, so that the mean is symmetric.
 *
 * @param mean V x 3, linear light
 * @param basis K x V x 3, linear light per standard deviation
 * @param explained share of the variance that the basis explains
 */
public record AlbedoBasis(float[] mean, float[][] basis, double explained) {

  /** The mouth's inside is dark: nothing in a photograph of closed lips shows it. */
  private static final float[] MOUTH = {0.05f, 0.015f, 0.012f};

  private static final int FILL_ROUNDS = 3;

  /** A vertex counts as shown when its mean weight is above this. */
  private static final double SHOWN = 0.05;

  /**
   * Learns a basis.
   *
   * @param count components; fewer where there are fewer people
   */
  static AlbedoBasis learn(MorphableModel model, List<Albedo> people, int count) {
    boolean[] mouth = mouth(model);
    int[] mirror = MirrorMap.of(model);
    List<float[]> seen = new ArrayList<>();
    List<float[]> weights = new ArrayList<>();
    for (Albedo person : people) {
      float[] weight = person.weights().clone();
      seen.add(mirrored(person.values(), weight, mirror));
      weights.add(weight);
    }
    float[] mean = weightedMean(seen, weights, mirror);
    spread(model, weights, mean);
    List<float[]> filled = new ArrayList<>();
    for (int round = 0; round < FILL_ROUNDS; round++) {
      filled.clear();
      for (int p = 0; p < seen.size(); p++) {
        filled.add(fillHidden(seen.get(p), weights.get(p), mean));
      }
      mean = weightedMean(filled, null, mirror);
    }
    float[] finalMean = mean;
    List<double[]> rows = new ArrayList<>();
    for (float[] person : filled) {
      rows.add(deviation(person, finalMean, mouth, null));
      rows.add(deviation(person, finalMean, mouth, mirror));
    }
    for (int v = 0; v < mouth.length; v++) {
      if (mouth[v]) {
        System.arraycopy(MOUTH, 0, finalMean, 3 * v, 3);
      }
    }
    return principal(rows, finalMean, Math.min(count, rows.size() - 1));
  }

  /** Gives vertices that nobody shows (the rim) the colour of their nearest shown neighbours. */
  private static void spread(MorphableModel model, List<float[]> weights, float[] mean) {
    int[] triangles = model.triangles();
    boolean[] known = new boolean[mean.length / 3];
    for (int v = 0; v < known.length; v++) {
      double total = 0;
      for (float[] w : weights) {
        total += w[v];
      }
      known[v] = total > SHOWN * weights.size();
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      float[] sum = new float[mean.length];
      int[] count = new int[known.length];
      for (int t = 0; t < triangles.length; t++) {
        int to = triangles[t];
        for (int other = t / 3 * 3; other < t / 3 * 3 + 3 && !known[to]; other++) {
          int from = triangles[other];
          if (known[from]) {
            count[to]++;
            for (int c = 0; c < 3; c++) {
              sum[3 * to + c] += mean[3 * from + c];
            }
          }
        }
      }
      for (int v = 0; v < known.length; v++) {
        if (count[v] > 0) {
          known[v] = grown = true;
          for (int c = 0; c < 3; c++) {
            mean[3 * v + c] = sum[3 * v + c] / count[v];
          }
        }
      }
    }
  }

  private static boolean[] mouth(MorphableModel model) {
    boolean[] out = new boolean[model.vertexCount()];
    for (int t = 0; t < model.parts().length; t++) {
      for (int k = 0; k < 3 && model.parts()[t] == MorphableModel.MOUTH; k++) {
        out[model.triangles()[3 * t + k]] = true;
      }
    }
    return out;
  }

  /** Fills hidden vertices from their mirror images; their weight becomes half of it. */
  private static float[] mirrored(float[] values, float[] weights, int[] mirror) {
    float[] out = values.clone();
    float[] own = weights.clone();
    for (int v = 0; v < own.length; v++) {
      int m = mirror[v];
      float other = (1 - own[v]) * own[m] * 0.5f;
      float total = own[v] + other;
      if (total > 0) {
        for (int c = 0; c < 3; c++) {
          out[3 * v + c] = (own[v] * values[3 * v + c] + other * values[3 * m + c]) / total;
        }
      }
      weights[v] = total;
    }
    return out;
  }

  private static float[] weightedMean(List<float[]> people, List<float[]> weights, int[] mirror) {
    int n = people.get(0).length;
    double[] sum = new double[n], total = new double[n / 3];
    for (int p = 0; p < people.size(); p++) {
      float[] a = people.get(p);
      for (int v = 0; v < n / 3; v++) {
        double w = weights == null ? 1 : weights.get(p)[v];
        total[v] += w;
        for (int c = 0; c < 3; c++) {
          sum[3 * v + c] += w * a[3 * v + c];
        }
      }
    }
    float[] out = new float[n];
    for (int v = 0; v < n / 3; v++) {
      int m = mirror[v];
      double w = Math.max(1e-9, total[v] + total[m]);
      for (int c = 0; c < 3; c++) {
        out[3 * v + c] = (float) ((sum[3 * v + c] + sum[3 * m + c]) / w);
      }
    }
    return out;
  }

  /** Blends what is hidden with the mean, scaled to the person's tone. */
  private static float[] fillHidden(float[] person, float[] weights, float[] mean) {
    float[] out = new float[person.length];
    for (int c = 0; c < 3; c++) {
      double up = 0, down = 1e-9;
      for (int v = 0; v < weights.length; v++) {
        up += weights[v] * person[3 * v + c];
        down += weights[v] * mean[3 * v + c];
      }
      double tone = up / down;
      for (int v = 0; v < weights.length; v++) {
        float w = Math.min(1, weights[v] * 2);
        out[3 * v + c] = (float) (w * person[3 * v + c] + (1 - w) * tone * mean[3 * v + c]);
      }
    }
    return out;
  }

  private static double[] deviation(float[] person, float[] mean, boolean[] mouth, int[] mirror) {
    double[] out = new double[mean.length];
    for (int v = 0; v < mouth.length; v++) {
      int from = mirror == null ? v : mirror[v];
      for (int c = 0; c < 3 && !mouth[v]; c++) {
        out[3 * v + c] = person[3 * from + c] - mean[3 * v + c];
      }
    }
    return out;
  }

  /** Principal components by the Gram matrix of the samples. */
  private static AlbedoBasis principal(List<double[]> rows, float[] mean, int count) {
    int n = rows.size();
    DMatrixRMaj gram = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        double[] a = rows.get(i), b = rows.get(j);
        for (int k = 0; k < a.length; k++) {
          sum += a[k] * b[k];
        }
        gram.data[i * n + j] = gram.data[j * n + i] = sum;
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
    if (!eigen.decompose(gram)) {
      throw new ArithmeticException("the albedo's components did not converge");
    }
    Integer[] order = new Integer[n];
    double total = 0;
    for (int i = 0; i < n; i++) {
      order[i] = i;
      total += eigen.getEigenvalue(i).getReal();
    }
    Arrays.sort(
        order,
        (a, b) ->
            Double.compare(eigen.getEigenvalue(b).getReal(), eigen.getEigenvalue(a).getReal()));
    float[][] basis = new float[count][mean.length];
    double kept = 0;
    for (int k = 0; k < count; k++) {
      double[] direction = eigen.getEigenVector(order[k]).data;
      kept += eigen.getEigenvalue(order[k]).getReal();
      double sign = Math.signum(Arrays.stream(direction).sum());
      double scale = (sign == 0 ? 1 : sign) / Math.sqrt(n - 1.0);
      for (int i = 0; i < n; i++) {
        double w = direction[i] * scale;
        double[] row = rows.get(i);
        for (int j = 0; j < mean.length; j++) {
          basis[k][j] += (float) (w * row[j]);
        }
      }
    }
    return new AlbedoBasis(mean, basis, kept / total);
  }
}
