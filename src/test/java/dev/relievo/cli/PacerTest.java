package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacerTest {

  private long now = 5_000_000;
  private final Pacer pacer = new Pacer(() -> now, micros -> now += micros);

  @Test
  void shouldHoldAPictureBackUntilItsTime() throws InterruptedException {
    assertThat(pacer.await(0)).isTrue();
    assertThat(pacer.await(40_000)).isTrue();
    assertThat(now).isEqualTo(5_040_000);
    now += 10_000;
    assertThat(pacer.await(80_000)).isTrue();
    assertThat(now).as("measured from the start, not from the last").isEqualTo(5_080_000);
  }

  @Test
  void shouldDropWhatIsLateAndCatchUp() throws InterruptedException {
    pacer.await(0);
    now += 500_000;
    assertThat(pacer.await(40_000)).isFalse();
    assertThat(pacer.await(280_000)).isFalse();
    assertThat(pacer.await(320_000)).as("180 ms late").isTrue();
    assertThat(now).isEqualTo(5_500_000);
    assertThat(pacer.await(520_000)).isTrue();
    assertThat(now).isEqualTo(5_520_000);
  }

  @Test
  void shouldLetOneASecondThroughWhereAllAreLate() throws InterruptedException {
    int shown = 0;
    for (int i = 0; i < 250; i++) {
      // Decoding takes twice as long as there is.
      now += 80_000;
      shown += pacer.await(40_000L * i) ? 1 : 0;
    }
    assertThat(shown).isBetween(12, 18);
  }
}
