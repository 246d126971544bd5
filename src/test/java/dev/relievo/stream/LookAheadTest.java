package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookAheadTest {

  private final LookAhead ahead = new LookAhead();

  @Test
  void shouldTakeOnlyTheNewestFrameOfACamera() {
    fetched(0, "door", 10);
    fetched(1, "door", 11);
    fetched(2, "door", 12);

    assertThat(ahead.take(0, "door", 10)).isFalse();
    assertThat(ahead.take(1, "door", 11)).isFalse();
    assertThat(ahead.take(2, "door", 12)).isTrue();
  }

  @Test
  void shouldNotLetOneCameraSupersedeAnother() {
    fetched(0, "hall", 1);
    fetched(1, "door", 10);
    fetched(2, "door", 11);

    assertThat(ahead.take(0, "hall", 1)).isTrue();
    assertThat(ahead.take(1, "door", 10)).isFalse();
  }

  @Test
  void shouldNotLetFacesOfOneFrameSupersedeOneAnother() {
    fetched(0, "door", 10);
    fetched(1, "door", 10);
    fetched(2, "door", 10);

    for (int offset = 0; offset < 3; offset++) {
      assertThat(ahead.take(offset, "door", 10)).isTrue();
    }
  }

  @Test
  void shouldFinishAFrameThatWasBegunWhenANewerOneComes() {
    fetched(0, "door", 10);
    fetched(1, "door", 10);
    assertThat(ahead.take(0, "door", 10)).isTrue();
    fetched(2, "door", 11);
    fetched(3, "door", 12);

    assertThat(ahead.take(1, "door", 10)).as("the second face of the same frame").isTrue();
    assertThat(ahead.take(2, "door", 11)).isFalse();
    assertThat(ahead.take(3, "door", 12)).isTrue();
  }

  @Test
  void shouldNotHoldAHigherSequenceOfThePastAgainstAPublisherThatBeginsAnew() {
    fetched(0, "door", 1_000_000);
    fetched(1, "door", 0);
    fetched(2, "door", 1);

    assertThat(ahead.take(0, "door", 1_000_000)).isTrue();
    assertThat(ahead.take(1, "door", 0)).isFalse();
    assertThat(ahead.take(2, "door", 1)).isTrue();
  }

  @Test
  void shouldNotLetARecordThatComesAgainSupersedeANewerOne() {
    fetched(0, "door", 10);
    fetched(1, "door", 11);
    fetched(2, "door", 10);

    assertThat(ahead.take(0, "door", 10)).isFalse();
    assertThat(ahead.take(1, "door", 11)).isTrue();
  }

  @Test
  void shouldForgetWhatItKnewWhenAPartitionIsFetchedAnew() {
    fetched(5, "door", 10);
    fetched(6, "door", 99);

    fetched(5, "door", 10);

    assertThat(ahead.take(5, "door", 10)).as("offset 6 is not there any more").isTrue();
  }

  @Test
  void shouldTellOfAWaitingRecordWithoutTakingIt() {
    fetched(0, "door", 10);
    fetched(1, "door", 11);

    assertThat(ahead.isSuperseded(0, "door", 10)).isTrue();
    assertThat(ahead.isSuperseded(1, "door", 11)).isFalse();
    assertThat(ahead.isSuperseded(0, "door", 10)).as("asked again").isTrue();
  }

  @Test
  void shouldTakeWhatItWasNeverToldOf() {
    assertThat(ahead.take(0, "door", 10)).isTrue();
    assertThat(ahead.isSuperseded(0, "door", 10)).isFalse();
  }

  @Test
  void shouldBoundTheCamerasThatItKnows() {
    fetched(0, "door", 10);
    fetched(1, "door", 11);
    for (int i = 2; i < 20_000; i++) {
      fetched(i, "camera-" + i, 1);
    }

    assertThat(ahead.take(0, "door", 10)).as("forgotten, so not shed").isTrue();
  }

  private void fetched(long offset, String camera, long sequence) {
    ahead.fetched(offset, camera, sequence);
  }
}
