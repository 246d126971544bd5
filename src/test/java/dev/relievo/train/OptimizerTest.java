package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class OptimizerTest {

  private static final float[] TARGET = {1, -2, 0.5f, 3};

  @Test
  void shouldFindTheLeastOfAParabola() {
    Optimizer.State end = descend(Optimizer.State.of(new float[4]), 1, 600);
    assertThat(distance(end.parameters())).isLessThan(0.05);
    assertThat(distance(end.average())).isLessThan(0.1);
  }

  @Test
  void shouldGoOnFromAStateAsIfItHadNotStopped() {
    Optimizer.State through = descend(Optimizer.State.of(new float[4]), 1, 40);
    Optimizer.State half = descend(Optimizer.State.of(new float[4]), 1, 25);
    Optimizer.State resumed = descend(half, 26, 40);
    assertThat(resumed.parameters()).containsExactly(through.parameters());
    assertThat(resumed.average()).containsExactly(through.average());
    assertThat(resumed.second()).containsExactly(through.second());
  }

  @Test
  void shouldLeaveOutAGradientThatIsNotFinite() {
    float[] start = {1, 2, 3, 4};
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Optimizer optimizer = new Optimizer(manager, Optimizer.State.of(start), new float[4])) {
      float norm = optimizer.step(manager.create(new float[] {1, Float.NaN, 0, 0}), 0.1, 1);
      assertThat(norm).isNaN();
      assertThat(optimizer.parameters().toFloatArray()).containsExactly(start);
    }
  }

  @Test
  void shouldHoldNoArrayOfAStep() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Optimizer optimizer =
            new Optimizer(manager, Optimizer.State.of(new float[4]), new float[4])) {
      NDArray gradient = manager.create(TARGET);
      int before = manager.getManagedArrays().size();
      for (int step = 1; step <= 10; step++) {
        optimizer.step(gradient, 0.1, step);
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  private static Optimizer.State descend(Optimizer.State from, int first, int last) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Optimizer optimizer = new Optimizer(manager, from, new float[4])) {
      NDArray target = manager.create(TARGET);
      for (int step = first; step <= last; step++) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray here = optimizer.parameters().duplicate();
          here.attach(scope);
          optimizer.step(here.sub(target).mul(2), 0.02, step);
        }
      }
      return optimizer.state();
    }
  }

  private static double distance(float[] a) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow(a[i] - TARGET[i], 2);
    }
    return Math.sqrt(sum);
  }
}
