package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are in milliseconds; the configured deadline is 1000. */
class DeadlinesTest {

  private static final long APPENDED = 1_700_000_000_000L;
  private static final boolean FIRST = true;
  private static final boolean LATER = false;

  @Test
  void shouldCountTheConfiguredDeadlineFromTheAppendTime() {
    Deadlines deadlines = deadlines("stale", false, FIRST);

    assertThat(deadlines.isPast(none(), APPENDED, APPENDED + 1000)).isFalse();
    assertThat(deadlines.isPast(none(), APPENDED, APPENDED + 1001)).isTrue();
  }

  @Test
  void shouldNotBelieveACamerasClock() {
    Headers lives1970 = captured(0);
    Headers livesInTheFuture = captured(APPENDED + 1_000_000);
    Deadlines deadlines = deadlines("stale", false, FIRST);

    assertThat(deadlines.isPast(lives1970, APPENDED, APPENDED + 1000)).isFalse();
    assertThat(deadlines.isPast(livesInTheFuture, APPENDED, APPENDED + 1001)).isTrue();
  }

  @Test
  void shouldTakeFromAPublishersTimesTheirDifference() {
    Headers wantedFor5s = with(captured(7), "deadline", micros(5007));
    Deadlines deadlines = deadlines("stale", false, FIRST);

    assertThat(deadlines.isPast(wantedFor5s, APPENDED, APPENDED + 5000)).isFalse();
    assertThat(deadlines.isPast(wantedFor5s, APPENDED, APPENDED + 5001)).isTrue();
  }

  @Test
  void shouldCountFromTheCaptureWhereClocksAreSynchronised() {
    Deadlines deadlines = deadlines("stale", true, FIRST);
    Headers half = captured(APPENDED - 500);
    Headers asked = with(captured(APPENDED - 500), "deadline", micros(APPENDED + 100));

    assertThat(deadlines.isPast(half, APPENDED, APPENDED + 500)).isFalse();
    assertThat(deadlines.isPast(half, APPENDED, APPENDED + 501)).isTrue();
    assertThat(deadlines.isPast(asked, APPENDED, APPENDED + 100)).isFalse();
    assertThat(deadlines.isPast(asked, APPENDED, APPENDED + 101)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "-1", "1", "9223372036854775808", "99999999999999999999999999", "1e9"})
  void shouldIgnoreADeadlineThatMakesNoSense(String text) {
    Headers headers = with(captured(APPENDED), "deadline", text);
    Deadlines deadlines = deadlines("stale", false, FIRST);

    assertThat(deadlines.isPast(headers, APPENDED, APPENDED + 1000)).isFalse();
    assertThat(deadlines.isPast(headers, APPENDED, APPENDED + 1001)).isTrue();
  }

  @Test
  void shouldNotTurnTheLatestDeadlineIntoAnEarlyOne() {
    Headers headers = with(captured(0), "deadline", Long.toString(Long.MAX_VALUE));

    assertThat(deadlines("stale", false, FIRST).isPast(headers, APPENDED, APPENDED << 1)).isFalse();
  }

  @Test
  void shouldStampTheDeadlineThatLaterStagesTakeAsItIs() {
    Headers input = with(captured(7), "deadline", micros(5007));
    Headers carried = StageHeaders.carried(input);
    deadlines("stale", false, FIRST).stamp(carried, input, APPENDED);

    assertThat(text(carried)).isEqualTo(micros(APPENDED + 5000));
    Deadlines later = deadlines("stale", false, LATER);
    long appendedThere = APPENDED + 4000;
    assertThat(later.isPast(carried, appendedThere, APPENDED + 5000)).isFalse();
    assertThat(later.isPast(carried, appendedThere, APPENDED + 5001)).isTrue();
  }

  @Test
  void shouldStampTheConfiguredDeadlineWhereTheFrameHasNone() {
    Headers carried = none();
    deadlines("stale", false, FIRST).stamp(carried, none(), APPENDED);

    assertThat(text(carried)).isEqualTo(micros(APPENDED + 1000));
  }

  @Test
  void shouldNeitherShedNorStampWithoutShedding() {
    Deadlines deadlines = deadlines("none", false, FIRST);
    Headers carried = none();
    deadlines.stamp(carried, none(), APPENDED);

    assertThat(carried.lastHeader("deadline")).isNull();
    assertThat(deadlines.isPast(captured(0), APPENDED, APPENDED << 1)).isFalse();
    Headers asked = with(captured(0), "deadline", micros(1));
    assertThat(deadlines.isPast(asked, APPENDED, APPENDED << 1)).isFalse();
  }

  private static Deadlines deadlines(String mode, boolean synchronised, boolean first) {
    Map<String, String> options =
        Map.of(
            "relievo.shed.mode",
            mode,
            "relievo.shed.deadline",
            "1000ms",
            "relievo.shed.clocks-synchronised",
            "" + synchronised);
    return new Deadlines(TestConfig.with(options).shed(), first);
  }

  private static Headers none() {
    return new RecordHeaders();
  }

  private static Headers captured(long millis) {
    return with(none(), "captured-at", micros(millis));
  }

  private static Headers with(Headers headers, String name, String value) {
    return headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String micros(long millis) {
    return Long.toString(1000 * millis);
  }

  private static String text(Headers headers) {
    return new String(headers.lastHeader("deadline").value(), StandardCharsets.UTF_8);
  }
}
