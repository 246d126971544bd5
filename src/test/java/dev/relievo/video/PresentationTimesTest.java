package dev.relievo.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;

class PresentationTimesTest {

  private final PresentationTimes times = new PresentationTimes(1 / 90_000.0, 30);

  @Test
  void shouldCountFromTheFirstPicture() {
    assertThat(times.next(900_000)).isZero();
    assertThat(times.next(903_000)).isEqualTo(33_333);
    assertThat(times.next(906_000)).isEqualTo(66_667);
  }

  @Test
  void shouldPutADurationWhereATimeIsMissing() {
    Ffmpeg.load();
    long missing = avutil.AV_NOPTS_VALUE;
    assertThat(times.next(missing)).isZero();
    assertThat(times.next(missing)).isEqualTo(33_333);
    assertThat(new PresentationTimes(1, 0).next(missing)).isZero();
  }

  @Test
  void shouldGoOnWhereTimesJump() {
    times.next(900_000);
    assertThat(times.next(1_000)).as("back").isEqualTo(33_333);
    assertThat(times.next(4_000)).isEqualTo(66_666);
    assertThat(times.next(Long.MAX_VALUE / 2)).as("far ahead").isEqualTo(99_999);
    assertThat(times.next(Long.MIN_VALUE + 1)).as("far back").isEqualTo(133_332);
  }
}
