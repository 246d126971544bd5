package dev.relievo.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How a stage with a network works through a batch: records are read one by one, beside each other;
 * those that can be read go through the method in one call; what it found is written one by one.
 * What fails on the way fails alone, and keeps its place.
 *
 * @param <I> input record
 * @param <R> what is read of one
 * @param <F> what the method finds
 * @param <O> output record
 */
public record BatchMethod<I, R, F, O>(
    Function<I, Outcome<R>> read,
    Function<List<R>, List<Outcome<F>>> find,
    BiFunction<I, F, Outcome<O>> write) {

  /**
   * Works through a batch.
   *
   * @param pool for reading and writing; both functions must be safe to call from two threads
   * @return one outcome an input, in the same order
   */
  public List<Outcome<O>> apply(List<I> batch, SidePool pool) {
    List<Outcome<R>> inputs = pool.each(batch.size(), i -> read.apply(batch.get(i)));
    List<R> readable = new ArrayList<>(batch.size());
    List<Integer> slots = new ArrayList<>(batch.size());
    List<Outcome<O>> outcomes = new ArrayList<>(Collections.nCopies(batch.size(), null));
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) instanceof Outcome.Done<R> done) {
        readable.add(done.outputs().get(0));
        slots.add(i);
      } else {
        outcomes.set(i, failed(inputs.get(i)));
      }
    }
    List<Outcome<F>> found = readable.isEmpty() ? List.of() : find.apply(readable);
    List<Outcome<O>> written =
        pool.each(found.size(), i -> write(batch.get(slots.get(i)), found.get(i)));
    for (int i = 0; i < written.size(); i++) {
      outcomes.set(slots.get(i), written.get(i));
    }
    return outcomes;
  }

  private Outcome<O> write(I input, Outcome<F> found) {
    return found instanceof Outcome.Done<F> done
        ? write.apply(input, done.outputs().get(0))
        : failed(found);
  }

  private static <O> Outcome<O> failed(Outcome<?> outcome) {
    Outcome.Failed<?> failed = (Outcome.Failed<?>) outcome;
    return Outcome.failed(failed.reason(), failed.message());
  }
}
