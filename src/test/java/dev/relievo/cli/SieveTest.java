package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SieveTest {

  private static long taken(Sieve sieve, double rate, int pictures) {
    return IntStream.range(0, pictures)
        .filter(i -> sieve.takes(Math.round(i * 1e6 / rate)))
        .count();
  }

  @Test
  void shouldTakeAsManyASecondAsAsked() {
    assertThat(taken(new Sieve(1, 0), 30, 300)).isEqualTo(300);
    assertThat(taken(new Sieve(1, 10), 30, 300)).isEqualTo(100);
    assertThat(taken(new Sieve(1, 25), 30, 300)).isEqualTo(250);
    assertThat(taken(new Sieve(1, 30), 29.97, 300)).isEqualTo(300);
    assertThat(taken(new Sieve(1, 60), 30, 300)).isEqualTo(300);
    assertThat(taken(new Sieve(1, 0.5), 30, 290)).isEqualTo(5);
  }

  @Test
  void shouldTakeEveryNthFirst() {
    assertThat(taken(new Sieve(3, 0), 30, 300)).isEqualTo(100);
    assertThat(taken(new Sieve(2, 5), 30, 300)).isEqualTo(50);
  }
}
