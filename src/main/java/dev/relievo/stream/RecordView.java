package dev.relievo.stream;

import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;

/**
 * What a stage learns of a record without working on it, by as little of it as that takes: which
 * frame it belongs to, and the answer that it is shed.
 *
 * @param <A> answer record
 */
interface RecordView<A> {

  /**
   * The answer to a record that is shed.
   *
   * @param cameraId which must be the record's key
   * @param answer with status SHED
   */
  record Shed<A>(String cameraId, A answer) {}

  /**
   * Sequence of the record's frame.
   *
   * @param camera the record's key
   * @return empty where it cannot be told: the record then neither supersedes nor is superseded
   */
  OptionalLong sequence(String camera, Headers headers, byte[] value);

  /**
   * The least of a value that this view can still read, for a record that will be shed.
   *
   * @param value one whose sequence is known
   */
  default byte[] slim(byte[] value) {
    return value;
  }

  /**
   * The answer to a record that is shed.
   *
   * @param value whole or slim
   * @param message why, for a person
   * @throws InvalidRecordException where the value does not say whom to answer
   */
  Shed<A> answer(byte[] value, String message) throws InvalidRecordException;

  /** Corrects the headers that outputs carry where the value knows better. */
  default void correct(Headers carried, byte[] value) {}
}
