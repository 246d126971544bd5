package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class MemoryTrendTest {

  private static final int READINGS = 60;

  @Test
  void shouldCallMemoryFlatThatWavers() {
    Random random = new Random(1);
    assertThat(trend(i -> 600 + 40 * random.nextGaussian(), i -> 100).isFlat()).isTrue();
  }

  @Test
  void shouldCallMemoryFlatThatGrewOnlyWhileItWarmedUp() {
    assertThat(trend(i -> 600 - 300.0 / (1 + i), i -> 100).isFlat()).isTrue();
  }

  @Test
  void shouldFindALeakUnderTheNoise() {
    Random random = new Random(1);
    MemoryTrend trend = trend(i -> 600 + 2 * i + 20 * random.nextGaussian(), i -> 100);

    assertThat(trend.isFlat()).isFalse();
    Metrics metrics = new Metrics();
    trend.put(metrics, "soak");
    assertThat(metrics.values().get("soak.flat").value()).isZero();
    // Two MiB every 30 seconds.
    assertThat(metrics.values().get("soak.rss_mib.slope_per_hour").value())
        .isCloseTo(240, within(30.0));
    assertThat(metrics.values().get("soak.heap_mib.slope_per_hour").value()).isZero();
  }

  @Test
  void shouldFindALeakOnTheHeapBehindAResidentMemoryThatStays() {
    assertThat(trend(i -> 1500, i -> 100 + i).isFlat()).isFalse();
  }

  @Test
  void shouldNotBeMovedByAFewReadingsThatStandOut() {
    assertThat(trend(i -> i > 55 ? 900 : 600, i -> 100).isFlat()).isTrue();
  }

  private static MemoryTrend trend(IntToDoubleFunction resident, IntToDoubleFunction heap) {
    MemoryTrend trend = new MemoryTrend();
    for (int i = 0; i < READINGS; i++) {
      trend.add(
          30.0 * i, new ProcessMemory(heap.applyAsDouble(i), 1024, resident.applyAsDouble(i)));
    }
    return trend;
  }
}
