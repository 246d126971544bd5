package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Mean and principal components of albedo over people, symmetric left and right. Vertices that a
 * photograph hides are filled with what the components make of the rest, and the components are
 * learned from the filled photographs, in turns: weighted low-rank approximation by majorisation
 * (Srebro and Jaakkola, ICML 2003), each turn a step of subspace iteration. Colours are weighed as
 * they differ in sRGB, so that brows and dark skin count.
 *
 * @param mean V x 3, linear light
 * @param basis K x V x 3, linear light per standard deviation, largest first
 * @param explained share of the filled photographs' variance that the basis explains
 */
public record AlbedoBasis(float[] mean, float[][] basis, double explained) {

  /** The mouth's inside is dark: nothing in a photograph of closed lips shows it. */
  private static final double[] MOUTH = {0.05, 0.015, 0.012};

  private static final int ROUNDS = 8;

  /** Parts that are summed apart and in order: the same bits however many threads there are. */
  private static final int SLICES = 4;

  /** Components beyond those wanted, so that the wanted ones settle. */
  private static final int SPARE = 6;

  /** Projections that fill what a photograph hides. */
  private static final int FILL_TURNS = 2;

  /** A vertex counts as shown when its mean weight is above this. */
  private static final double SHOWN = 0.02;

  /** What a turn sums over the photographs of a slice. */
  private static final class Sums {
    final double[] filled;
    final double[][] products;
    double scatter;
    double total;

    Sums(int rows, int width) {
      filled = new double[width];
      products = new double[rows][width];
    }

    void add(Sums other) {
      scatter += other.scatter;
      total += other.total;
      Dense.axpy(1, other.filled, filled);
      for (int k = 0; k < products.length; k++) {
        Dense.axpy(1, other.products[k], products[k]);
      }
    }
  }

  /** The basis that a model has. */
  static AlbedoBasis of(MorphableModel model) {
    int width = model.albedoMean().length;
    float[][] rows = new float[model.albedoCount()][];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = Arrays.copyOfRange(model.albedoBasis(), k * width, (k + 1) * width);
    }
    return new AlbedoBasis(model.albedoMean(), rows, 1);
  }

  /**
   * Learns a basis.
   *
   * @param count components; fewer where there are fewer people
   */
  static AlbedoBasis learn(MorphableModel model, AlbedoSamples people, int count) {
    boolean[] mouth = mouth(model);
    int[] kept = people.kept();
    double[] mean = mean(people);
    spread(model, people, mean);
    double[] slope = new double[mean.length];
    for (int i = 0; i < slope.length; i++) {
      // The sRGB curve's slope, but for a constant: what makes linear differences visible ones.
      slope[i] = mouth[kept[i / 3]] ? 0 : Math.pow(Math.max(mean[i], 0.02), 1 / 2.4 - 1);
    }
    int wanted = Math.min(count, people.count() - 1), rows = Math.min(count + SPARE, wanted);
    double[][] basis = start(mean, slope, rows);
    double[][] axes = null;
    double[] values = null;
    double scatter = 1, total = 1;
    for (int round = 0; round <= ROUNDS; round++) {
      Sums sums = turn(people, mean, slope, basis, axes == null);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += slope[i] > 0 ? sums.filled[i] / sums.total / slope[i] : 0;
      }
      double[][] next = sums.products;
      values = new double[rows];
      Dense.Eigen e = Dense.eigen(Dense.timesTransposed(next, basis));
      for (int k = 0; k < rows; k++) {
        values[k] = Math.max(0, e.values()[k]);
      }
      axes = rotated(e.vectors(), basis);
      scatter = sums.scatter;
      total = sums.total;
      if (round < ROUNDS) {
        basis = rotated(e.vectors(), next);
        Dense.orthonormalise(basis);
      }
    }
    return finish(model, people, mean, slope, axes, values, wanted, scatter, total, mouth);
  }

  /** The same with its mean luminance of plain skin set to a value. */
  AlbedoBasis scaled(MorphableModel model, double luminance) {
    int other = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
    double sum = 0;
    int count = 0;
    for (int v = 0; v < model.vertexCount(); v++) {
      if (Region.SKIN.in(model.regions()[v]) && (model.regions()[v] & other) == 0) {
        sum += 0.2126 * mean[3 * v] + 0.7152 * mean[3 * v + 1] + 0.0722 * mean[3 * v + 2];
        count++;
      }
    }
    float factor = (float) (luminance * count / sum);
    float[][] rows = new float[basis.length][];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = scaled(basis[k], factor);
    }
    return new AlbedoBasis(scaled(mean, factor), rows, explained);
  }

  private static float[] scaled(float[] values, float factor) {
    float[] out = values.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] *= factor;
    }
    return out;
  }

  private static AlbedoBasis finish(
      MorphableModel model,
      AlbedoSamples people,
      double[] mean,
      double[] slope,
      double[][] axes,
      double[] values,
      int wanted,
      double scatter,
      double total,
      boolean[] mouth) {
    float[][] basis = new float[wanted][];
    double kept = 0;
    for (int k = 0; k < wanted; k++) {
      kept += values[k];
      double deviation = Math.sqrt(values[k] / total);
      double sum = 0;
      double[] row = axes[k].clone();
      for (int i = 0; i < row.length; i++) {
        row[i] = slope[i] > 0 ? deviation * row[i] / slope[i] : 0;
        sum += row[i];
      }
      Dense.scale(row, sum < 0 ? -1 : 1);
      basis[k] = people.unfolded(row);
    }
    float[] unfolded = people.unfolded(mean);
    for (int v = 0; v < mouth.length; v++) {
      for (int c = 0; c < 3 && mouth[v]; c++) {
        unfolded[3 * v + c] = (float) MOUTH[c];
      }
    }
    return new AlbedoBasis(unfolded, basis, scatter > 0 ? kept / scatter : 1);
  }

  /** rows[k] = sum over j of vectors[k][j] basis[j]. */
  private static double[][] rotated(double[][] vectors, double[][] basis) {
    double[][] transposed = new double[basis.length][vectors.length];
    for (int k = 0; k < vectors.length; k++) {
      for (int j = 0; j < basis.length; j++) {
        transposed[j][k] = vectors[k][j];
      }
    }
    return Dense.transposedTimes(transposed, basis);
  }

  /** The mean in each channel, then noise: tones fill what is hidden in the first turn. */
  private static double[][] start(double[] mean, double[] slope, int rows) {
    Random random = new Random(1);
    double[][] out = new double[rows][mean.length];
    for (int k = 0; k < rows; k++) {
      for (int i = 0; i < mean.length; i++) {
        double tone = k < 3 ? (i % 3 == k ? mean[i] : 0) : 0.1 * random.nextGaussian();
        out[k][i] = tone * slope[i];
      }
    }
    Dense.orthonormalise(out);
    return out;
  }

  private static Sums turn(
      AlbedoSamples people, double[] mean, double[] slope, double[][] basis, boolean first) {
    List<Sums> parts =
        IntStream.range(0, SLICES)
            .parallel()
            .mapToObj(slice -> slice(people, mean, slope, basis, first ? 3 : basis.length, slice))
            .toList();
    Sums all = new Sums(basis.length, mean.length);
    parts.forEach(all::add);
    return all;
  }

  private static Sums slice(
      AlbedoSamples people,
      double[] mean,
      double[] slope,
      double[][] basis,
      int filling,
      int slice) {
    Sums sums = new Sums(basis.length, mean.length);
    double[] x = new double[mean.length];
    for (int p = slice; p < people.count(); p += SLICES) {
      fill(people, p, mean, slope, basis, Math.min(filling, basis.length), x);
      double importance = people.importance(p);
      sums.total += importance;
      sums.scatter += importance * Dense.dot(x, x);
      Dense.axpy(importance, x, sums.filled);
      for (int k = 0; k < basis.length; k++) {
        Dense.axpy(importance * Dense.dot(basis[k], x), x, sums.products[k]);
      }
    }
    return sums;
  }

  /** A photograph's scaled difference from the mean, hidden parts taken from its own projection. */
  private static void fill(
      AlbedoSamples people,
      int p,
      double[] mean,
      double[] slope,
      double[][] basis,
      int filling,
      double[] x) {
    float[] a = people.values(p), w = people.weights(p);
    double[] hidden = new double[x.length];
    for (int turn = 0; turn < FILL_TURNS; turn++) {
      for (int i = 0; i < x.length; i++) {
        double weight = w[i / 3];
        x[i] = weight * (a[i] - mean[i]) * slope[i] + (1 - weight) * hidden[i];
      }
      if (turn < FILL_TURNS - 1) {
        Arrays.fill(hidden, 0);
        for (int k = 0; k < filling; k++) {
          Dense.axpy(Dense.dot(basis[k], x), basis[k], hidden);
        }
      }
    }
  }

  private static double[] mean(AlbedoSamples people) {
    double[] sum = new double[3 * people.kept().length];
    double[] total = new double[people.kept().length];
    for (int p = 0; p < people.count(); p++) {
      for (int i = 0; i < total.length; i++) {
        double w = people.importance(p) * people.weights(p)[i];
        total[i] += w;
        for (int c = 0; c < 3; c++) {
          sum[3 * i + c] += w * people.values(p)[3 * i + c];
        }
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= Math.max(1e-9, total[i / 3]);
    }
    return sum;
  }

  /** Gives vertices that nobody shows (the rim) the colour of their nearest shown neighbours. */
  private static void spread(MorphableModel model, AlbedoSamples people, double[] folded) {
    float[] shown = shown(people);
    float[] mean = people.unfolded(folded);
    int[] triangles = model.triangles();
    boolean[] known = new boolean[mean.length / 3];
    for (int v = 0; v < known.length; v++) {
      known[v] = shown[v] > SHOWN;
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
    for (int i = 0; i < folded.length; i++) {
      folded[i] = mean[3 * people.kept()[i / 3] + i % 3];
    }
  }

  /** V, mean weight of each vertex. */
  private static float[] shown(AlbedoSamples people) {
    double[] folded = new double[3 * people.kept().length];
    for (int p = 0; p < people.count(); p++) {
      for (int i = 0; i < folded.length; i++) {
        folded[i] += people.weights(p)[i / 3] / people.count();
      }
    }
    float[] unfolded = people.unfolded(folded);
    float[] out = new float[unfolded.length / 3];
    for (int v = 0; v < out.length; v++) {
      out[v] = unfolded[3 * v];
    }
    return out;
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
}
