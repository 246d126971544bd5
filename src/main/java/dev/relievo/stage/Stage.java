package dev.relievo.stage;

import java.util.List;
import java.util.Optional;

/**
 * A step of the chain: a pure function from a batch of records to outcomes. It knows tensors and
 * geometry and nothing of Kafka; the stream, the offline command and the training code call the
 * same one.
 *
 * @param <I> input record
 * @param <O> output record
 */
public interface Stage<I, O> extends AutoCloseable {

  /**
   * Processes a batch. Bad input becomes a {@link Outcome.Failed}, never an exception; an exception
   * means that the batch as a whole could not run (a broken device, a defect), and the caller
   * retries its items one by one.
   *
   * @return one outcome an input, in the same order
   */
  List<Outcome<O>> apply(List<I> batch);

  /**
   * Runs dummy batches of every size up to a largest one: what an engine prepares at its first
   * sight of a batch is then done before a record waits for it.
   */
  default void warmUp(int maxBatch) {}

  /** What the stream adds to this from a camera's earlier records; nothing for most stages. */
  default Optional<StageMemory<I, O, ?>> memory() {
    return Optional.empty();
  }

  /** Frees native memory. */
  @Override
  default void close() {}
}
