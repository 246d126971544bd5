package dev.relievo.evaluate;

import java.util.ArrayList;
import java.util.List;

/** Cuts lists into batches whose mean size is what was measured, which is seldom a whole number. */
final class Batches {

  private Batches() {}

  /**
   * Batches of two neighbouring sizes, evenly mixed; the last may be smaller.
   *
   * @param mean at least 1
   */
  static <T> List<List<T>> of(List<T> items, double mean) {
    if (!(mean >= 1)) {
      throw new IllegalArgumentException("a batch holds at least 1 item, not " + mean);
    }
    List<List<T>> batches = new ArrayList<>();
    int from = 0;
    for (int n = 1; from < items.size(); n++) {
      // Rounded, so that a mean of 2.6 does not begin with a batch of 2 every time.
      int to = (int) Math.min(items.size(), Math.round(n * mean));
      batches.add(items.subList(from, to));
      from = to;
    }
    return batches;
  }
}
