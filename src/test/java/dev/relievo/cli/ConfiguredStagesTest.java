package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.nn.DeviceUnavailableException;
import dev.relievo.nn.Precision;
import dev.relievo.stage.Stages;
import dev.relievo.stage.displace.DisplaceStage;
import dev.relievo.stream.TestConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredStagesTest {

  @ParameterizedTest
  @CsvSource({
    "relievo.displace.gate, 1.01",
    "relievo.displace.gate, -0.1",
    "relievo.displace.gate, NaN",
    "relievo.displace.gate, Infinity",
    "relievo.displace.gate, much",
    "relievo.unwrap.size, 255",
    "relievo.unwrap.size, 0",
    "relievo.detect.near-face, 0",
    "relievo.detect.near-face, NaN"
  })
  void shouldSayWhichOptionIsOutOfRange(String option, String value) {
    assertThatThrownBy(() -> ConfiguredStages.of(TestConfig.with(Map.of(option, value))))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(option)
        .hasMessageContaining("not " + value);
  }

  @Test
  void shouldSayWhichMethodsThereAre() {
    assertThatThrownBy(() -> TestConfig.with(Map.of("relievo.displace.method", "sculpt")))
        .hasMessageContaining("relievo.displace.method")
        .hasMessageContaining("sculpt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "0", "1", "0.5"})
  void shouldTakeAGateWithinItsRange(String gate) {
    assertThatCode(
            () -> ConfiguredStages.of(TestConfig.with(Map.of("relievo.displace.gate", gate))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "float32", "bfloat16"})
  void shouldTakeThePrecisionsThatTheProcessorHas(String precision) {
    Stages stages =
        ConfiguredStages.of(TestConfig.with(Map.of("relievo.displace.precision", precision)));
    if (precision.equals("bfloat16") && !Precision.isBfloat16Fast()) {
      assertThatThrownBy(stages::displace)
          .isInstanceOf(DeviceUnavailableException.class)
          .hasMessageContaining("neither AMX nor AVX-512");
    } else {
      assertThatCode(() -> stages.displace().close()).doesNotThrowAnyException();
    }
  }

  @Test
  void shouldFindNoReliefWhereToldTo() {
    try (DisplaceStage stage =
        ConfiguredStages.of(TestConfig.with(Map.of("relievo.displace.method", "none")))
            .displace()) {
      assertThat(stage.method()).isEqualTo(DisplaceStage.FLAT);
    }
  }
}
