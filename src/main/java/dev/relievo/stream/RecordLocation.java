package dev.relievo.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a record lies, written {@code topic/partition/offset}.
 *
 * @param topic its topic's name
 * @param partition from 0
 * @param offset from 0
 */
public record RecordLocation(String topic, int partition, long offset) {

  /** Characters of a topic's name as Kafka has them; numbers that fit their types. */
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9._-]{1,249})/([0-9]{1,9})/([0-9]{1,18})");

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException where the text is none; the message shows the form
   */
  public static RecordLocation parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a record is named by topic/partition/offset, such as relievo.frames/3/17, not "
              + Printable.of(text));
    }
    return new RecordLocation(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset;
  }
}
