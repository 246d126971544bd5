package dev.relievo.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers that travel with a frame from the publisher to the mesh; text, so that any tool shows
 * them. A stage passes on these and no others.
 */
public final class StageHeaders {

  /** Capture time, microseconds since 1970 by the publisher's clock, decimal. */
  public static final String CAPTURED_AT = "captured-at";

  /**
   * Time after which nobody wants the answer, microseconds since 1970, decimal; absent if none. On
   * frames by the publisher's clock, from detect on by the brokers', see {@link Deadlines}.
   */
  public static final String DEADLINE = "deadline";

  /** The frame's sequence, decimal. */
  public static final String SEQUENCE = "sequence";

  /** W3C trace context. */
  public static final String TRACEPARENT = "traceparent";

  /** How often the record, or one that it came from, was replayed, decimal; absent if never. */
  public static final String REPLAYS = "replays";

  /** Where the record lay that was replayed first, {@code topic/partition/offset}. */
  public static final String REPLAY_OF = "replay-of";

  private static final List<String> CARRIED =
      List.of(CAPTURED_AT, DEADLINE, SEQUENCE, TRACEPARENT, REPLAYS, REPLAY_OF);

  /** Longer values are none of ours; with them an output might outgrow its topic. */
  private static final int MAX_BYTES = 1024;

  /** Of a number of 64 bits, its sign included. */
  private static final int MAX_DIGITS = 20;

  private StageHeaders() {}

  /** Headers of a new frame. */
  public static Headers ofFrame(Instant capturedAt, long sequence) {
    return new RecordHeaders()
        .add(CAPTURED_AT, text(ChronoUnit.MICROS.between(Instant.EPOCH, capturedAt)))
        .add(SEQUENCE, text(sequence));
  }

  /**
   * Those of a record that is replayed: its own without the deadline, after which no stage would
   * take it, and what says that it is a replay.
   *
   * @param source where the record lay
   * @param count how often it has been replayed now
   */
  static Headers ofReplay(Headers original, RecordLocation source, int count) {
    RecordHeaders headers = new RecordHeaders(original);
    headers.remove(DEADLINE).remove(REPLAYS).add(REPLAYS, text(count));
    if (headers.lastHeader(REPLAY_OF) == null) {
      headers.add(REPLAY_OF, source.toString().getBytes(StandardCharsets.US_ASCII));
    }
    return headers;
  }

  /** How often a record was replayed; what is no such number counts as never. */
  static int replays(Headers headers) {
    Header header = headers.lastHeader(REPLAYS);
    return replays(header == null ? null : header.value());
  }

  /** How often a record was replayed, by the header's value; null counts as never. */
  static int replays(byte[] value) {
    String text = value == null ? "" : new String(value, StandardCharsets.US_ASCII);
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  /** Those of an input that its outputs carry. */
  static Headers carried(Headers input) {
    RecordHeaders output = new RecordHeaders();
    for (String name : CARRIED) {
      Header header = input.lastHeader(name);
      if (header != null && header.value() != null && header.value().length <= MAX_BYTES) {
        output.add(header);
      }
    }
    return output;
  }

  private static byte[] text(long value) {
    return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
  }

  /** A header's number; empty where there is none, or something else. */
  static OptionalLong number(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null || header.value().length > MAX_DIGITS) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Makes a header say a number, in place of whatever it said. */
  static void put(Headers headers, String name, long value) {
    OptionalLong before = number(headers, name);
    if (before.isEmpty() || before.getAsLong() != value) {
      headers.remove(name).add(name, text(value));
    }
  }
}
