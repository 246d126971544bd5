package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchesTest {

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.3, 2.5, 2.61, 4, 7.9})
  void shouldCutBatchesOfTheMeanThatWasMeasuredAndLoseNothing(double mean) {
    List<Integer> items = IntStream.range(0, 1000).boxed().toList();

    List<List<Integer>> batches = Batches.of(items, mean);

    assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(items);
    assertThat(1000.0 / batches.size()).isCloseTo(mean, within(0.03 * mean));
    assertThat(batches.subList(0, batches.size() - 1))
        .allMatch(b -> b.size() >= Math.floor(mean) && b.size() <= Math.ceil(mean));
  }

  @Test
  void shouldRefuseBatchesOfLessThanOne() {
    assertThatThrownBy(() -> Batches.of(List.of(1), 0.5)).hasMessageContaining("0.5");
  }
}
