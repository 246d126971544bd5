package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shapes that a model's identity coefficients span, with a Gaussian over them that can be moved
 * and turned: a face's first coefficients are {@code shift + mix c} with c of zero mean and unit
 * deviations. Starts as the model's own prior, shift 0 and mix the identity matrix.
 */
final class ShapeSpace {

  private final Safetensors file;
  private final double[] mean;
  private final double[][] rows;
  private final boolean[] skin;
  private final int[] mirror;
  private final double[][] eyes;
  private final double[] parity;
  private final double deviation;
  private double[] shift;
  private double[][] mix;

  /**
   * @param file of the model to start from
   * @param deviation of each of its coefficients before anything is learned
   */
  ShapeSpace(Safetensors file, double deviation) {
    this.file = file;
    this.deviation = deviation;
    MorphableModel model = MorphableModel.of(file);
    mean = doubles(file.get("mean").toFloats());
    int identity = model.identityCount(), corrective = model.correctiveCount();
    rows = new double[identity + corrective][];
    float[] a = file.get("identity").toFloats(), b = file.get("corrective").toFloats();
    for (int k = 0; k < rows.length; k++) {
      float[] from = k < identity ? a : b;
      int at = (k < identity ? k : k - identity) * mean.length;
      rows[k] = doubles(Arrays.copyOfRange(from, at, at + mean.length));
    }
    int points = model.controlCount();
    skin = points(model, MorphableModel.SKIN);
    eyes =
        new double[][] {
          weights(points(model, MorphableModel.LEFT_EYE)),
          weights(points(model, MorphableModel.RIGHT_EYE))
        };
    mirror = Arrays.copyOf(MirrorMap.of(model), points);
    parity = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      parity[k] = Dense.dot(rows[k], flipped(rows[k])) < 0 ? -1 : 1;
    }
    shift = new double[rows.length];
    mix = new double[rows.length][rows.length];
    for (int k = 0; k < rows.length; k++) {
      mix[k][k] = deviation;
    }
  }

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  /** Control points of a part. */
  private static boolean[] points(MorphableModel model, byte part) {
    boolean[] out = new boolean[model.controlCount()];
    for (int i = 0; i < model.triangles().length; i++) {
      int v = model.triangles()[i];
      if (model.parts()[i / 3] == part && v < out.length) {
        out[v] = true;
      }
    }
    return out;
  }

  private static double[] weights(boolean[] chosen) {
    double[] out = new double[chosen.length];
    for (int v = 0; v < out.length; v++) {
      out[v] = chosen[v] ? 1 : 0;
    }
    Dense.scale(out, 1 / Math.max(1, Arrays.stream(out).sum()));
    return out;
  }

  /** Coefficients of a face. */
  int size() {
    return rows.length;
  }

  /** Mean of the first coefficients. */
  double[] shift() {
    return shift;
  }

  /** First coefficients from those of {@link #model}: size x size. */
  double[][] mix() {
    return mix;
  }

  /**
   * The maximisation step: the Gaussian becomes that of people and of their mirror images, drawn
   * towards the first prior by pseudo-counts (the mode under a normal inverse Wishart prior).
   *
   * @param people estimated in the coefficients of {@link #model} as it is now
   * @param meanCount how many mirrored pairs the first mean counts as
   * @param covarianceCount how many pairs the first covariance counts as
   */
  void learn(PopulationEstimate people, double meanCount, double covarianceCount) {
    int n = rows.length;
    double[] m = shift.clone();
    double[] found = people.mean();
    for (int i = 0; i < n; i++) {
      m[i] += Dense.dot(mix[i], found);
    }
    double[][] half = Dense.timesTransposed(mix, people.covariance());
    double[][] covariance = Dense.timesTransposed(half, mix);
    double count = people.people();
    double[][] sigma = new double[n][n];
    double[] centre = new double[n];
    for (int i = 0; i < n; i++) {
      // A face and its mirror image: odd coefficients cancel in the mean, and become variance.
      centre[i] = parity[i] > 0 ? m[i] * count / (count + meanCount) : 0;
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (parity[i] == parity[j]) {
          double v = covariance[i][j] + (m[i] - centre[i]) * (m[j] - centre[j]);
          double prior = i == j ? covarianceCount * deviation * deviation : 0;
          sigma[i][j] = (count * v + prior) / (count + covarianceCount);
        }
      }
    }
    shift = centre;
    mix = principal(sigma);
  }

  /** A square root of a covariance whose columns are principal axes on the skin, largest first. */
  private double[][] principal(double[][] sigma) {
    int n = sigma.length;
    Dense.Eigen e = Dense.eigen(sigma);
    double[][] root = new double[n][n];
    for (int k = 0; k < n; k++) {
      double s = Math.sqrt(Math.max(0, e.values()[k]));
      for (int i = 0; i < n; i++) {
        root[i][k] = s * e.vectors()[k][i];
      }
    }
    double[][] free = freed(moved());
    double[][] skinRows = new double[n][];
    for (int k = 0; k < n; k++) {
      skinRows[k] = onSkin(free[k]);
    }
    double[][] rootRows = Dense.transposedTimes(root, skinRows);
    double[][] gram = Dense.timesTransposed(rootRows, rootRows);
    return Dense.timesTransposed(root, Dense.eigen(gram).vectors());
  }

  /** The mean face of the Gaussian, before its scale is set. */
  private double[] moved() {
    double[] out = mean.clone();
    for (int k = 0; k < rows.length; k++) {
      Dense.axpy(shift[k], rows[k], out);
    }
    return out;
  }

  private double[] onSkin(double[] row) {
    double[] out = row.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] = skin[i / 3] ? out[i] : 0;
    }
    return out;
  }

  /** The first components without what would shift, turn or scale the skin of a face. */
  private double[][] freed(double[] face) {
    double[][] tangent = similarities(face);
    double[][] onSkin = new double[tangent.length][];
    for (int k = 0; k < tangent.length; k++) {
      onSkin[k] = onSkin(tangent[k]);
      for (int j = 0; j < k; j++) {
        double along = Dense.dot(onSkin[j], onSkin[k]);
        Dense.axpy(-along, onSkin[j], onSkin[k]);
        Dense.axpy(-along, tangent[j], tangent[k]);
      }
      double length = Dense.norm(onSkin[k]);
      Dense.scale(onSkin[k], 1 / length);
      Dense.scale(tangent[k], 1 / length);
    }
    double[][] out = new double[rows.length][];
    for (int k = 0; k < rows.length; k++) {
      out[k] = rows[k].clone();
      for (int j = 0; j < tangent.length; j++) {
        Dense.axpy(-Dense.dot(onSkin[j], out[k]), tangent[j], out[k]);
      }
    }
    return out;
  }

  private static double[][] similarities(double[] face) {
    double[][] out = new double[7][face.length];
    for (int i = 0; i < face.length; i += 3) {
      double x = face[i], y = face[i + 1], z = face[i + 2];
      double[][] at = {
        {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, -z, y}, {z, 0, -x}, {-y, x, 0}, {x, y, z}
      };
      for (int k = 0; k < 7; k++) {
        System.arraycopy(at[k], 0, out[k], i, 3);
      }
    }
    return out;
  }

  private double[] flipped(double[] row) {
    double[] out = new double[row.length];
    for (int v = 0; v < mirror.length; v++) {
      int m = mirror[v];
      out[3 * v] = -row[3 * m];
      out[3 * v + 1] = row[3 * m + 1];
      out[3 * v + 2] = row[3 * m + 2];
    }
    return out;
  }

  /** The components of the Gaussian, mm per deviation, largest first. */
  double[][] components() {
    double[][] out = Dense.transposedTimes(mix, freed(moved()));
    for (double[] row : out) {
      double[] other = flipped(row);
      double sign = Dense.dot(row, other) < 0 ? -1 : 1;
      for (int i = 0; i < row.length; i++) {
        other[i] = .5 * (row[i] + sign * other[i]);
      }
      System.arraycopy(other, 0, row, 0, row.length);
    }
    return out;
  }

  /** Root mean square length of a component's displacement on the skin, mm per deviation. */
  double rms(double[] component) {
    double[] on = onSkin(component);
    int count = 0;
    for (boolean s : skin) {
      count += s ? 1 : 0;
    }
    return Math.sqrt(Dense.dot(on, on) / count);
  }

  /**
   * The model with this Gaussian as its prior; pupils again {@link ModelBuilder#PUPILS} apart and
   * the origin between the eyeballs.
   *
   * @param identities components of the first block
   * @param least root mean square below which a component of the second block is left out, mm
   * @param id names the model
   */
  Safetensors model(int identities, double least, String id) {
    double[] face = moved();
    double[] other = flipped(face);
    for (int i = 0; i < face.length; i++) {
      face[i] = .5 * (face[i] + other[i]);
    }
    double[] left = centre(face, eyes[0]), right = centre(face, eyes[1]);
    double scale = ModelBuilder.PUPILS / Math.abs(left[0] - right[0]);
    for (int i = 0; i < face.length; i++) {
      face[i] = scale * (face[i] - .5 * (left[i % 3] + right[i % 3]));
    }
    double[][] components = components();
    int kept = 0;
    while (kept < components.length && (kept < identities || rms(components[kept]) >= least)) {
      Dense.scale(components[kept++], scale);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    int points = face.length / 3;
    tensors.put("mean", Tensor.f32(Triangles.narrow(face), points, 3));
    tensors.put("identity", block(components, 0, identities));
    tensors.put("corrective", block(components, identities, kept));
    float[] expression = file.get("expression").toFloats();
    for (int i = 0; i < expression.length; i++) {
      expression[i] *= (float) scale;
    }
    tensors.put("expression", Tensor.f16(expression, expression.length / face.length, points, 3));
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    metadata.put("id", id);
    return Safetensors.of(tensors, metadata);
  }

  private static Tensor block(double[][] rows, int from, int to) {
    int width = rows[0].length;
    float[] out = new float[(to - from) * width];
    for (int k = from; k < to; k++) {
      System.arraycopy(Triangles.narrow(rows[k]), 0, out, (k - from) * width, width);
    }
    return Tensor.f16(out, to - from, width / 3, 3);
  }

  private static double[] centre(double[] points, double[] weights) {
    double[] out = new double[3];
    for (int i = 0; i < points.length; i++) {
      out[i % 3] += weights[i / 3] * points[i];
    }
    return out;
  }
}
