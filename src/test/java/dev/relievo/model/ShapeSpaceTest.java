package dev.relievo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.MorphableModel;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.tensor.Safetensors;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShapeSpaceTest {

  private static final float[] NONE = new float[0];
  private static final int[] MIRROR = MirrorMap.of(SyntheticFace.MODEL);
  private static Safetensors file;

  @BeforeAll
  static void read() throws IOException {
    file = Safetensors.read(SyntheticFace.MODEL_FILE);
  }

  /** A population along the symmetric one of two directions and the other, seen with noise. */
  @Test
  void shouldRecoverAPopulationThatIsSeenWithNoise() {
    ShapeSpace space = new ShapeSpace(file, 1);
    int n = space.size();
    int even = 0, odd = 0;
    while (!symmetric(space.components()[even])) {
      even++;
    }
    while (symmetric(space.components()[odd])) {
      odd++;
    }
    double meanTruth = 1.5, evenDeviation = 0.5, oddDeviation = 2, noise = 0.4;
    double[][] seen = new double[2000][n];
    Random random = new Random(3);
    for (double[] face : seen) {
      face[even] = meanTruth + evenDeviation * random.nextGaussian();
      face[odd] = oddDeviation * random.nextGaussian();
      face[even] += noise * random.nextGaussian();
      face[odd] += noise * random.nextGaussian();
    }
    for (int round = 0; round < 12; round++) {
      space.learn(posteriors(space, seen, even, odd, noise), 1, 1);
    }
    assertThat(space.shift()[even]).isCloseTo(meanTruth, within(0.05));
    assertThat(space.shift()[odd]).isZero();
    assertThat(deviation(space, even)).isCloseTo(evenDeviation, within(0.05));
    assertThat(deviation(space, odd)).isCloseTo(oddDeviation, within(0.1));
  }

  private static boolean symmetric(double[] row) {
    double[] flipped = flipped(row);
    return Dense.dot(row, flipped) > 0;
  }

  private static double deviation(ShapeSpace space, int k) {
    return Dense.norm(space.mix()[k]);
  }

  /** What an exact fit makes of two of the first coefficients, seen with noise, others unseen. */
  private static PopulationEstimate posteriors(
      ShapeSpace space, double[][] seen, int even, int odd, double noise) {
    int n = space.size();
    double precision = 1 / (noise * noise);
    DMatrixRMaj hessian = CommonOps_DDRM.identity(n);
    for (int row : new int[] {even, odd}) {
      double[] m = space.mix()[row];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          hessian.add(i, j, precision * m[i] * m[j]);
        }
      }
    }
    DMatrixRMaj covariance = Dense.inverse(hessian);
    PopulationEstimate people = new PopulationEstimate(n);
    for (double[] face : seen) {
      double[] gradient = new double[n];
      for (int row : new int[] {even, odd}) {
        Dense.axpy(precision * (face[row] - space.shift()[row]), space.mix()[row], gradient);
      }
      double[] mean = new double[n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          mean[i] += covariance.get(i, j) * gradient[j];
        }
      }
      people.add(mean, covariance.data);
    }
    return people;
  }

  @Test
  void shouldKeepEveryComponentSymmetricOrAntisymmetricAndInOrder() {
    ShapeSpace space = learned();
    double before = Double.MAX_VALUE;
    for (double[] row : space.components()) {
      double[] flipped = flipped(row);
      double sign = Dense.dot(row, flipped) < 0 ? -1 : 1;
      Dense.axpy(-sign, row, flipped);
      assertThat(Dense.norm(flipped)).isLessThan(1e-6);
      assertThat(space.rms(row)).isLessThanOrEqualTo(before + 1e-9);
      before = space.rms(row);
    }
  }

  @Test
  void shouldLeaveNoComponentThatMovesTurnsOrScalesTheFace() {
    MorphableModel model = MorphableModel.of(learned().model(80, 0.02, "learned"));
    float[] mean = model.shape(NONE, NONE, NONE);
    int skin = (int) IntStream.range(0, model.controlCount()).filter(v -> isSkin(model, v)).count();
    for (int k = 0; k < 20; k++) {
      float[] identity = new float[k + 1];
      identity[k] = 1;
      float[] shape = model.shape(identity, NONE, NONE);
      double[] moments = new double[5];
      for (int v = 0; v < model.controlCount(); v++) {
        if (isSkin(model, v)) {
          double[] d = new double[3];
          for (int a = 0; a < 3; a++) {
            d[a] = shape[3 * v + a] - mean[3 * v + a];
            moments[a] += d[a] / skin;
            moments[3] += d[a] * mean[3 * v + a] / skin / 60;
          }
          moments[4] += (d[2] * mean[3 * v] - d[0] * mean[3 * v + 2]) / skin / 60;
        }
      }
      for (double m : moments) {
        assertThat(m).as("component %d", k).isCloseTo(0, within(0.02));
      }
    }
  }

  private static boolean isSkin(MorphableModel model, int vertex) {
    for (int i = 0; i < model.triangles().length; i++) {
      if (model.triangles()[i] == vertex) {
        return model.parts()[i / 3] == MorphableModel.SKIN;
      }
    }
    return false;
  }

  @Test
  void shouldKeepThePupilsApartAndTheMeanSymmetric() {
    MorphableModel model = MorphableModel.of(learned().model(80, 0.02, "learned"));
    assertThat(model.id()).isEqualTo("learned");
    assertThat(model.identityCount()).isEqualTo(80);
    float[] mean = model.shape(NONE, NONE, NONE);
    double[] x = new double[2];
    int[] count = new int[2];
    boolean[] counted = new boolean[model.controlCount()];
    for (int i = 0; i < model.triangles().length; i++) {
      int v = model.triangles()[i], eye = model.parts()[i / 3] - MorphableModel.LEFT_EYE;
      if (v < counted.length && !counted[v] && eye >= 0 && eye < 2) {
        counted[v] = true;
        x[eye] += mean[3 * v];
        count[eye]++;
      }
    }
    assertThat(Math.abs(x[0] / count[0] - x[1] / count[1])).isCloseTo(63, within(0.3));
    assertThat(x[0] / count[0] + x[1] / count[1]).isCloseTo(0, within(1e-3));
  }

  /** A space whose Gaussian was moved by faces that are all unlike the mean and one-sided. */
  private static ShapeSpace learned() {
    ShapeSpace space = new ShapeSpace(file, 1);
    int n = space.size();
    PopulationEstimate people = new PopulationEstimate(n);
    Random random = new Random(8);
    for (int i = 0; i < 300; i++) {
      double[] c = new double[n];
      for (int k = 0; k < n; k++) {
        c[k] = 0.5 + (1 + k % 5) * 0.4 * random.nextGaussian();
      }
      people.add(c, new double[n * n]);
    }
    space.learn(people, 5, 30);
    return space;
  }

  private static double[] flipped(double[] row) {
    double[] out = new double[row.length];
    for (int v = 0; v < row.length / 3; v++) {
      out[3 * v] = -row[3 * MIRROR[v]];
      out[3 * v + 1] = row[3 * MIRROR[v] + 1];
      out[3 * v + 2] = row[3 * MIRROR[v] + 2];
    }
    return out;
  }
}
