package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

class TorchFunctionTest {

  @Test
  void shouldReturnSeveralOutputsAndLetGradientsThrough() {
    String text =
        """
        def forward(self, table: Tensor, index: Tensor, values: Tensor) -> Tuple[Tensor, Tensor]:
          sums = self.add(table, index, values)
          return (sums, torch.linalg_cross(sums, torch.flip(sums, [0])))
        def add(self, table: Tensor, index: Tensor, values: Tensor) -> Tensor:
          return torch.index_add(table, 0, index, values * 2.0)
        """;
    try (TorchFunction function = TorchFunction.of("sums", Device.cpu(), text);
        NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray values = manager.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, new Shape(3, 3));
      values.setRequiresGradient(true);
      NDArray index = manager.create(new long[] {0, 1, 0});
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDList out = function.apply(manager.zeros(new Shape(2, 3)), index, values);
        assertThat(out.get(0).toFloatArray()).containsExactly(16, 20, 24, 8, 10, 12);
        assertThat(out.get(1).toFloatArray()).containsExactly(0, 0, 0, 0, 0, 0);
        gradients.backward(out.get(0).square().sum());
      }
      float[] gradient = values.getGradient().toFloatArray();
      assertThat(gradient[0]).isCloseTo(64, within(1e-4f)); // 2 x 16 x 2
      assertThat(gradient[4]).isCloseTo(40, within(1e-4f));
      assertThat(gradient[6]).isCloseTo(64, within(1e-4f));
    }
  }

  @Test
  void shouldNameTheFunctionThatDoesNotCompile() {
    assertThatThrownBy(
            () -> TorchFunction.of("broken", Device.cpu(), "def forward(self) -> Tensor:\n  ?"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broken");
  }
}
