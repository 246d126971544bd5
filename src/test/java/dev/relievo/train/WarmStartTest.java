package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.relievo.face.FaceVector;
import dev.relievo.tensor.Safetensors;
import dev.relievo.train.TrainableCoarse.Standard;
import dev.relievo.train.data.TrainingBatch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmStartTest {

  private static final int FACES = 4;

  private final FaceVector layout = new FaceVector(TrainingFaces.MODEL);
  private final CoarseArchitecture architecture =
      CoarseArchitecture.of(layout.length(), layout.translation());
  private final TrainingBatch batch = batch();

  @Test
  void shouldAnswerAsTheNetworkThatItStartsFrom() {
    Safetensors weights = RandomNetworks.coarse(TrainingFaces.MODEL, 7);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        TrainableCoarse network = new TrainableCoarse(architecture, Device.cpu())) {
      Standard standard = RandomNetworks.standard(layout, 9);
      WarmStart.Start start =
          new WarmStart(architecture, weights, TrainingFaces.MODEL.id())
              .start(List.of(batch), standard, layout, manager);
      float[] parameters = network.joined(start.parameters());
      // Normalised, the folded weights are the same function; folded again, the same weights.
      Safetensors again =
          network.export(parameters, start.statistics(), standard, weights.metadata());
      for (String name : weights.tensors().keySet()) {
        float[] was = weights.get(name).toFloats(), is = again.get(name).toFloats();
        assertThat(is).as(name).hasSameSizeAs(was);
        float largest = 0, difference = 0;
        for (int i = 0; i < was.length; i++) {
          largest = Math.max(largest, Math.abs(was[i]));
          difference = Math.max(difference, Math.abs(is[i] - was[i]));
        }
        assertThat(difference).as(name).isLessThanOrEqualTo(2e-3f * largest + 1e-5f);
      }
      float[] variances = start.statistics();
      assertThat(variances).as("moments of real activations").doesNotContain(Float.NaN);
      assertThat(Arrays.hashCode(variances))
          .isNotEqualTo(Arrays.hashCode(network.initialStatistics()));
    }
  }

  @Test
  void shouldRefuseANetworkOfAnotherFaceModel() {
    Safetensors weights = RandomNetworks.coarse(TrainingFaces.MODEL, 7);
    assertThatThrownBy(() -> new WarmStart(architecture, weights, "another"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(TrainingFaces.MODEL.id())
        .hasMessageContaining("another");
  }

  private static TrainingBatch batch() {
    return TrainingBatches.of(
        TrainingFaces.vectors(FACES, 5), new boolean[] {true, false, true, false});
  }
}
