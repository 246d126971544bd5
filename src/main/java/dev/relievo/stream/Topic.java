package dev.relievo.stream;

import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic and what it holds. The key of every record is the camera's id in UTF-8, see also {@link
 * #isMemory}.
 *
 * @param name on the broker
 * @param type of the values
 * @param maxValueBytes longest encoded value
 * @param retention how long the broker keeps a record by default
 * @param isMemory whether it holds states, of which only the newest by key counts
 * @param codec of the values
 * @param <T> value
 */
public record Topic<T extends SpecificRecord>(
    String name,
    Class<T> type,
    int maxValueBytes,
    Duration retention,
    boolean isMemory,
    RecordCodec<T> codec) {

  /** Room for the key, the headers and the batch around a value. */
  private static final int ENVELOPE_BYTES = 64 << 10;

  Topic(String name, Class<T> type, int maxValueBytes, Duration retention) {
    this(name, type, maxValueBytes, retention, false, new RecordCodec<>(type, maxValueBytes));
  }

  /** Where a stage writes down what it remembers. Its keys are not cameras' ids alone. */
  static <T extends SpecificRecord> Topic<T> ofMemory(
      String name, Class<T> type, int maxValueBytes, Duration retention) {
    return new Topic<>(
        name, type, maxValueBytes, retention, true, new RecordCodec<>(type, maxValueBytes));
  }

  /** What the broker must accept: {@code max.message.bytes}. */
  public int maxMessageBytes() {
    return maxValueBytes + ENVELOPE_BYTES;
  }
}
