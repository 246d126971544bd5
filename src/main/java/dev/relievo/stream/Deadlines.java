package dev.relievo.stream;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;

/**
 * Until when the answer to a record is wanted, by the brokers' clock, with which these processes
 * are assumed to agree. Cameras need not: of what a publisher says only the difference between its
 * {@code deadline} and its {@code captured-at} counts, from the broker's append time on, unless the
 * clocks are declared synchronised. The first stage writes the outcome into the header, and the
 * others take it from there.
 *
 * <p>A header that makes no sense, such as a deadline before the capture, counts as absent.
 */
final class Deadlines {

  private final boolean first;
  private final boolean synchronised;
  private final boolean counts;
  private final long wantedMicros;

  /**
   * As configured.
   *
   * @param first whether the records are a publisher's
   */
  Deadlines(RelievoConfig.Shed options, boolean first) {
    this.first = first;
    synchronised = options.clocksSynchronised();
    counts = options.mode() != ShedMode.NONE;
    wantedMicros = TimeUnit.MILLISECONDS.toMicros(options.deadline().toMillis());
  }

  /** Whether a record is past its deadline. */
  boolean isPast(Headers headers, long appendedMillis, long nowMillis) {
    OptionalLong deadline = of(headers, appendedMillis);
    return counts && deadline.isPresent() && micros(nowMillis) > deadline.getAsLong();
  }

  /** Gives outputs the deadline of their input. */
  void stamp(Headers carried, Headers input, long appendedMillis) {
    if (!first) {
      return;
    }
    OptionalLong deadline = of(input, appendedMillis);
    if (deadline.isPresent()) {
      StageHeaders.put(carried, StageHeaders.DEADLINE, deadline.getAsLong());
    } else {
      carried.remove(StageHeaders.DEADLINE);
    }
  }

  /** Microseconds since 1970 by the brokers' clock; empty where there is none. */
  private OptionalLong of(Headers headers, long appendedMillis) {
    OptionalLong asked = time(headers, StageHeaders.DEADLINE);
    OptionalLong captured = time(headers, StageHeaders.CAPTURED_AT);
    long appended = micros(appendedMillis);
    if (!first) {
      return asked.isPresent() ? asked : configured(appended);
    }
    boolean both = asked.isPresent() && captured.isPresent();
    if (both && asked.getAsLong() > captured.getAsLong()) {
      return synchronised
          ? asked
          : OptionalLong.of(sum(appended, asked.getAsLong() - captured.getAsLong()));
    }
    return configured(synchronised ? captured.orElse(appended) : appended);
  }

  private OptionalLong configured(long since) {
    return counts ? OptionalLong.of(sum(since, wantedMicros)) : OptionalLong.empty();
  }

  /** Times before 1970 make no sense. */
  private static OptionalLong time(Headers headers, String name) {
    OptionalLong number = StageHeaders.number(headers, name);
    return number.isPresent() && number.getAsLong() < 0 ? OptionalLong.empty() : number;
  }

  private static long micros(long millis) {
    return TimeUnit.MILLISECONDS.toMicros(millis);
  }

  /** Of two numbers that are not negative; no later than the end of time. */
  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
