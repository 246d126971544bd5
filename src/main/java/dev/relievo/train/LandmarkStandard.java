package dev.relievo.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.nn.LandmarkInput;
import dev.relievo.nn.TorchFunction;
import dev.relievo.train.TrainableCoarse.Standard;
import dev.relievo.train.data.TrainingBatch;
import java.util.Arrays;
import java.util.List;

/** Measures {@link Standard} on some batches of training data. */
final class LandmarkStandard {

  private static final double LEAST_FEATURE = 1e-3;

  /** No coefficient is held stiffer than this, however little it varied in the batches. */
  private static final double LEAST_OUTPUT = 1e-2;

  private LandmarkStandard() {}

  /**
   * Means and deviations of landmark features and of true coefficients. Place and size are taken
   * relative to the landmarks', as the network answers them.
   *
   * @param outputs numbers in a vector of coefficients
   */
  static Standard measure(
      LandmarkInput input, int size, List<TrainingBatch> batches, int outputs, Device device) {
    Moments features = new Moments(input.features());
    Moments truth = new Moments(outputs);
    String source =
        "def forward(self, points: Tensor, cameras: Tensor) -> Tensor:\n"
            + input.source(size).indent(-2)
            + "  return features\n";
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        TorchFunction function = TorchFunction.of("landmark features", device, source)) {
      for (TrainingBatch batch : batches) {
        int n = batch.count();
        try (NDManager scope = manager.newSubManager()) {
          NDArray points = scope.create(batch.landmarks(), new Shape(n, FaceLandmarks.COUNT, 3));
          NDArray cameras = scope.create(batch.cameras(), new Shape(n, 3));
          float[] values = function.applyToOne(points, cameras).toFloatArray();
          for (int i = 0; i < n; i++) {
            int at = i * input.features();
            features.add(values, at);
            if (batch.teacher()[i] > 0) {
              float[] row = Arrays.copyOfRange(batch.truth(), i * outputs, (i + 1) * outputs);
              for (int k = 0; k < 3; k++) {
                row[input.place() + k] -= values[at + 3 * input.count() + k];
              }
              truth.add(row, 0);
            }
          }
        }
      }
    }
    return new Standard(
        features.mean(), features.deviation(LEAST_FEATURE),
        truth.mean(), truth.deviation(LEAST_OUTPUT));
  }

  /** Sums of values and of their squares. */
  private static final class Moments {
    private final double[] sum;
    private final double[] squares;
    private int count;

    Moments(int n) {
      sum = new double[n];
      squares = new double[n];
    }

    void add(float[] values, int at) {
      for (int i = 0; i < sum.length; i++) {
        double v = values[at + i];
        sum[i] += v;
        squares[i] += v * v;
      }
      count++;
    }

    float[] mean() {
      float[] out = new float[sum.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) (sum[i] / count);
      }
      return out;
    }

    float[] deviation(double least) {
      float[] out = new float[sum.length];
      for (int i = 0; i < out.length; i++) {
        double mean = sum[i] / count;
        double variance = Math.max(0, squares[i] / count - mean * mean);
        out[i] = (float) Math.max(least, Math.sqrt(variance));
      }
      return out;
    }
  }
}
