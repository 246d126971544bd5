package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class NonMaximumSuppressionTest {

  @Test
  void shouldAverageOverlappingBoxesByScoreAndKeepTheBestScore() {
    List<Detection> kept =
        NonMaximumSuppression.weighted(List.of(box(14, 0.25f), box(10, 0.75f)), 0.3f);

    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).x()).isCloseTo(11, within(1e-4f));
    assertThat(kept.get(0).keyPoints()[0]).isCloseTo(11, within(1e-4f));
    assertThat(kept.get(0).score()).isEqualTo(0.75f);
  }

  @Test
  void shouldKeepBoxesThatBarelyOverlapApart() {
    // 20 wide, 12 apart: intersection 8, union 32, a quarter.
    List<Detection> kept =
        NonMaximumSuppression.weighted(List.of(box(0, 0.6f), box(12, 0.9f)), 0.3f);

    assertThat(kept).extracting(Detection::score).containsExactly(0.9f, 0.6f);
  }

  @Test
  void shouldNotChainBoxesThatOnlyOverlapAThirdOne() {
    // Neighbours share a half, the outer two share nothing with one another beyond a ninth.
    List<Detection> kept =
        NonMaximumSuppression.weighted(List.of(box(0, 0.9f), box(8, 0.5f), box(16, 0.8f)), 0.3f);

    assertThat(kept).extracting(Detection::score).containsExactly(0.9f, 0.8f);
  }

  @Test
  void shouldGiveNothingForNothing() {
    assertThat(NonMaximumSuppression.weighted(List.of(), 0.3f)).isEmpty();
  }

  private static Detection box(float x, float score) {
    return new Detection(x, 0, 20, 20, score, new float[] {x, 0});
  }
}
