package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AveragesTest {

  @Test
  void shouldGoOnExactlyFromWhatWasPending() {
    Averages through = new Averages(), first = new Averages(), second = new Averages();
    for (Averages a : new Averages[] {through, first}) {
      a.add(Map.of("a", 0.1f));
      a.add(Map.of("a", 0.7f, "b", 1e-7f));
    }
    second.restore(first.pending());
    through.add(Map.of("b", 3f));
    second.add(Map.of("b", 3f));
    assertThat(second.pending()).isEqualTo(through.pending());
    assertThat(second.take()).isEqualTo(through.take()).containsKeys("a", "b");
    assertThat(second.pending()).isEmpty();
  }

  @Test
  void shouldBeginAnewFromNothing() {
    Averages averages = new Averages();
    averages.restore("");
    assertThat(averages.take()).isEmpty();
  }
}
