package dev.relievo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MacroFaceTest {

  @Test
  void shouldGiveEachGroupOfTargetsWeightsThatSumToOne() {
    for (double age : new double[] {18, 22, 25, 35, 60, 90}) {
      Map<String, Double> w = new MacroFace(.2, .5, .3, .7, age, .8, .1).weights();
      double universal = sum(w, true), ethnic = sum(w, false);
      assertThat(universal).isCloseTo(1, within(1e-9));
      assertThat(ethnic).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void shouldMixInChildBelowTwentyFiveYearsOnly() {
    assertThat(new MacroFace(0, 0, 1, 1, 18, .5, .5).weights())
        .containsKey("macrodetails/caucasian-male-child");
    assertThat(new MacroFace(0, 0, 1, 1, 30, .5, .5).weights().keySet())
        .noneMatch(k -> k.contains("child"))
        .contains("macrodetails/caucasian-male-young", "macrodetails/caucasian-male-old");
  }

  private static double sum(Map<String, Double> weights, boolean universal) {
    return weights.entrySet().stream()
        .filter(e -> e.getKey().contains("universal") == universal)
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
