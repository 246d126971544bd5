package dev.relievo.stage;

import java.util.List;
import java.util.Optional;

/**
 * What a stage remembers from one record of a camera to the next: a pure function that folds
 * records, in their order, into a state. The stage itself stays a function of single records and
 * may see them in any company; this comes after it, one record at a time. Whoever runs it keeps the
 * states, and commits them together with the outputs. Safe to share between threads.
 *
 * @param <I> input record
 * @param <O> output record
 * @param <S> state
 */
public interface StageMemory<I, O, S> {

  /**
   * What became of a record.
   *
   * @param outputs in place of the stage's
   * @param state from now on; empty where it stays as it was
   */
  record Step<O, S>(List<O> outputs, Optional<S> state) {}

  /** The type of the states. */
  Class<S> stateType();

  /**
   * Which of its camera's states a record is about.
   *
   * @return a name within the camera, perhaps the empty one; nothing where the record is about none
   */
  Optional<String> key(I input);

  /**
   * Goes on by one record.
   *
   * @param state what is known; empty where nothing is
   * @param outputs the stage's, of this record
   */
  Step<O, S> after(Optional<S> state, I input, List<O> outputs);

  /**
   * Answers a record that the state has in it already, for instance after a crash before its offset
   * was committed.
   */
  List<O> again(S state, I input, List<O> outputs);

  /** Whether another state of the same camera is of no more use when a record begins a new one. */
  boolean isOver(S state, I input);
}
