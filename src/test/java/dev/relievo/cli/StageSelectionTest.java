package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.stream.Chain;
import dev.relievo.stream.TestConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StageSelectionTest {

  private static final Optional<List<String>> NONE = Optional.empty();

  @Test
  void shouldTakeEachStageOnceInTheOrderOfTheChain() {
    assertThat(StageSelection.of(List.of("mesh", " detect ", "mesh"), NONE))
        .containsExactly("detect", "mesh");
  }

  @Test
  void shouldTakeTheEnvironmentsWhereTheCommandLineNamesNone() {
    assertThat(StageSelection.of(null, environment("unwrap,regress")))
        .containsExactly("regress", "unwrap");
    assertThat(StageSelection.of(null, environment("all"))).isEqualTo(Chain.STAGES);
  }

  @Test
  void shouldPreferTheCommandLine() {
    assertThat(StageSelection.of(List.of("detect"), environment("mesh"))).containsExactly("detect");
  }

  @Test
  void shouldSayHowToNameStagesWhereNobodyDoes() {
    assertThatThrownBy(() -> StageSelection.of(null, environment(" , ")))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContainingAll("--all", "--stage detect", "RELIEVO_STAGE=detect", "displace");
  }

  @Test
  void shouldRefuseAStageThatThereIsNot() {
    assertThatThrownBy(() -> StageSelection.of(List.of("detect", "detekt"), NONE))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no stage detekt");
  }

  /** As RELIEVO_STAGE sets it, beside an option of the group that has the same name. */
  private static Optional<List<String>> environment(String stages) {
    return TestConfig.with(Map.of("relievo.stage", stages, "relievo.stage.threads", "2"))
        .stage()
        .names();
  }
}
