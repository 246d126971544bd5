package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.train.loss.LossWeights;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoarseSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 8, 0.001, 0.5, 40, 1, 2, 10, step",
    "9, 1, 0.001, 0.5, 40, 1, 2, 10, faces a step",
    "9, 8, 0, 0.5, 40, 1, 2, 10, rate",
    "9, 8, NaN, 0.5, 40, 1, 2, 10, rate",
    "9, 8, 0.001, 1.5, 40, 1, 2, 10, share",
    "9, 8, 0.001, 0.5, 0, 1, 2, 10, rendering",
    "9, 8, 0.001, 0, -1, 1, 2, 10, rendering",
    "9, 8, 0.001, 0.5, 40, 0, 2, 10, pictures",
    "9, 8, 0.001, 0.5, 40, 1, 0, 10, looked at",
    "9, 8, 0.001, 0.5, 40, 1, 2, 0, looked at"
  })
  void shouldNameTheFigureThatIsWrong(
      long steps,
      int batch,
      double rate,
      double share,
      int synthetic,
      int renderEvery,
      int validation,
      int validateEvery,
      String said) {
    assertThatThrownBy(
            () ->
                new CoarseSettings(
                    steps,
                    batch,
                    rate,
                    5,
                    1,
                    share,
                    synthetic,
                    renderEvery,
                    validation,
                    validateEvery,
                    LossWeights.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said)
        .hasMessageContaining(", not ");
  }

  @Test
  void shouldRefuseLossesThatAreNoneOrHaveNoWeight() {
    LossWeights weights = LossWeights.standard();
    assertThat(weights.with(Map.of("landmark", 3f)).landmark()).isEqualTo(3);
    assertThatThrownBy(() -> weights.with(Map.of("landmarks", 3f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no loss landmarks");
    for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> weights.with(Map.of("landmark", bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("landmark");
    }
  }

  @Test
  void shouldComparePicturesAtSomeStepsOnly() {
    CoarseSettings settings =
        new CoarseSettings(100, 8, 1e-3, 10, 1, 0, 0, 3, 2, 10, LossWeights.standard());
    assertThat(settings.weightsAt(3).photometric()).isEqualTo(LossWeights.standard().photometric());
    assertThat(settings.weightsAt(4).photometric()).isZero();
    assertThat(settings.rate(5)).isEqualTo(5e-4);
    assertThat(settings.rate(100)).isBetween(0.99e-5, 1.01e-5);
  }
}
