package dev.relievo.stage;

import dev.relievo.record.RejectReason;
import java.util.List;

/**
 * What a stage made of one input.
 *
 * @param <O> output record
 */
public sealed interface Outcome<O> {

  /**
   * The input was understood.
   *
   * @param outputs none, one or several records in order
   */
  record Done<O>(List<O> outputs) implements Outcome<O> {}

  /**
   * The input could not be used.
   *
   * @param reason for machines
   * @param message for a person: what was wrong with what, and what to do; never image data
   */
  record Failed<O>(RejectReason reason, String message) implements Outcome<O> {}

  /** One output. */
  static <O> Outcome<O> done(O output) {
    return new Done<>(List.of(output));
  }

  /** A failure. */
  static <O> Outcome<O> failed(RejectReason reason, String message) {
    return new Failed<>(reason, message);
  }
}
