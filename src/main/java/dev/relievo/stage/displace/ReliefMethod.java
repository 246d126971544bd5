package dev.relievo.stage.displace;

import dev.relievo.stage.Outcome;
import java.util.List;

/** A way from unwrapped faces to their relief. Not safe to share between threads. */
interface ReliefMethod extends AutoCloseable {

  /** What records name it by. */
  String id();

  /**
   * Finds relief.
   *
   * @return one outcome with one relief an input, in order; what fails fails alone
   */
  List<Outcome<Relief>> relief(List<ReliefInput> faces);

  /** Sees batches of every size up to a largest one, so that the engine has prepared for them. */
  default void warmUp(int maxBatch) {}

  /** Frees native memory. */
  @Override
  default void close() {}
}
