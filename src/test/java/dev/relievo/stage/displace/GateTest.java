package dev.relievo.stage.displace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateTest {

  /** Faces of which density alone decides, with some noise; a quarter as many without effect. */
  private static Gate learned(List<double[]> evidence, List<Gate.Effect> effects) {
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      double[] e = new double[Evidence.COUNT];
      for (int k = 0; k < e.length; k++) {
        e[k] = 3 + 2 * random.nextGaussian();
      }
      evidence.add(e);
      boolean better = e[0] + 0.5 * random.nextGaussian() > 3;
      effects.add(better ? Gate.Effect.BETTER : Gate.Effect.WORSE);
      if (i % 4 == 0) {
        evidence.add(e);
        effects.add(Gate.Effect.NONE);
      }
    }
    return Gate.learn(evidence, effects);
  }

  @Test
  void shouldPassTheFacesThatReliefMakesBetterAndFewOthers() {
    List<double[]> evidence = new ArrayList<>();
    List<Gate.Effect> effects = new ArrayList<>();
    Gate gate = learned(evidence, effects);
    int better = 0, worse = 0, none = 0;
    for (int i = 0; i < evidence.size(); i++) {
      if (gate.of(evidence.get(i)) > 0.5) {
        better += effects.get(i) == Gate.Effect.BETTER ? 1 : 0;
        worse += effects.get(i) == Gate.Effect.WORSE ? 1 : 0;
        none += effects.get(i) == Gate.Effect.NONE ? 1 : 0;
      }
    }
    assertThat(better).isGreaterThan(100);
    assertThat(none).isGreaterThan(25);
    // Of all faces at most five in a hundred may pass and be worse.
    assertThat(worse).isPositive().isLessThanOrEqualTo((int) (0.05 * evidence.size()));
  }

  @Test
  void shouldFadeNotSwitch() {
    Gate gate = learned(new ArrayList<>(), new ArrayList<>());
    double[] e = {0, 3, 3, 3, 3, 3, 3};
    float before = gate.of(e);
    assertThat(before).isZero();
    int between = 0;
    for (double density = 0; density < 8; density += 0.02) {
      e[0] = density;
      float now = gate.of(e);
      assertThat(now).isGreaterThanOrEqualTo(before - 1e-6f).isLessThan(before + 0.15f);
      between += now > 0.05 && now < 0.95 ? 1 : 0;
      before = now;
    }
    assertThat(before).isEqualTo(1);
    assertThat(between).isGreaterThan(5);
  }

  @Test
  void shouldComeBackFromText() {
    Gate gate = learned(new ArrayList<>(), new ArrayList<>());
    Gate again = Gate.ofText(gate.toText());
    double[] e = {3.2, 1, 5, 2, 4, 3, 1};
    assertThat(again.of(e)).isCloseTo(gate.of(e), within(1e-6f));
    assertThat(again.threshold()).isEqualTo(gate.threshold());
  }

  @Test
  void shouldRefuseWhatIsNoGate() {
    assertThatThrownBy(() -> Gate.ofText(null)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Gate.ofText("1,2;3;4;0.5"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Gate.learn(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("28");
  }
}
