package dev.relievo.stage.unwrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PushPullTest {

  @Test
  void shouldKeepWhatHasFullWeightAndFillTheRestWithinItsRange() {
    int n = 64;
    float[] colour = new float[3 * n * n], weight = new float[n * n];
    for (int i = 0; i < n * n; i += 37) {
      weight[i] = 1;
      colour[3 * i] = 10 + i % 100;
    }
    float[] before = colour.clone();
    new PushPull(n).fill(colour, weight);
    for (int i = 0; i < n * n; i++) {
      if (weight[i] == 1) {
        assertThat(colour[3 * i]).isEqualTo(before[3 * i]);
      }
      assertThat(colour[3 * i]).isBetween(10f - 1e-3f, 110f);
    }
  }

  @Test
  void shouldContinueAConstantEverywhere() {
    int n = 32;
    float[] colour = new float[3 * n * n], weight = new float[n * n];
    Arrays.fill(colour, 3 * 70, 3 * 70 + 3, 42);
    weight[70] = 0.5f;
    new PushPull(n).fill(colour, weight);
    for (float c : colour) {
      assertThat(c).isCloseTo(42, within(1e-3f));
    }
  }

  @Test
  void shouldFillWantedTexelsAsIfAllWereAndLeaveTheOthers() {
    int n = 32;
    float[] all = new float[3 * n * n], weight = new float[n * n];
    boolean[] wanted = new boolean[n * n];
    for (int i = 0; i < n * n; i += 29) {
      weight[i] = 0.7f;
      all[3 * i] = 10 + i % 100;
      wanted[(i + 7) % (n * n)] = true;
    }
    float[] before = all.clone(), some = all.clone();
    new PushPull(n).fill(all, weight);
    new PushPull(n).fill(some, weight, wanted);
    for (int i = 0; i < n * n; i++) {
      assertThat(some[3 * i]).isEqualTo(wanted[i] ? all[3 * i] : before[3 * i]);
    }
  }

  @Test
  void shouldRefuseSizesThatCannotBeHalved() {
    assertThatThrownBy(() -> new PushPull(100)).hasMessageContaining("power of two");
  }
}
