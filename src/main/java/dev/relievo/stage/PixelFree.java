package dev.relievo.stage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Leads faces that carry no pixels past what would look at them. */
public final class PixelFree {

  private PixelFree() {}

  /**
   * Works through a batch.
   *
   * @param isFree whether an input carries no pixels
   * @param pass what becomes of such an input
   * @param look what becomes of all others, asked for once, or not at all where there are none
   * @return one outcome an input, in the same order
   */
  public static <I, O> List<Outcome<O>> apply(
      List<I> batch,
      Predicate<I> isFree,
      Function<I, O> pass,
      Function<List<I>, List<Outcome<O>>> look) {
    List<I> seen = batch.stream().filter(isFree.negate()).toList();
    Iterator<Outcome<O>> looked =
        (seen.isEmpty() ? List.<Outcome<O>>of() : look.apply(seen)).iterator();
    List<Outcome<O>> outcomes = new ArrayList<>(batch.size());
    for (I input : batch) {
      outcomes.add(isFree.test(input) ? Outcome.done(pass.apply(input)) : looked.next());
    }
    return outcomes;
  }
}
