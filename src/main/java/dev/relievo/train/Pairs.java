package dev.relievo.train;

import dev.relievo.train.data.TrainingBatch;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Items of a batch that belong together.
 *
 * @param first items
 * @param second the item that belongs to each
 */
public record Pairs(long[] first, long[] second) {

  /** All pairs of items that show one person, the numbers of persons being 0 or more. */
  public static Pairs ofPersons(int[] person) {
    int n = person.length;
    return of(n, k -> person[k / n] >= 0 && person[k / n] == person[k % n]);
  }

  /**
   * Pairs of a picture and its mirror image: one of the two is mirrored, and both have the same
   * face as truth, to the bit.
   *
   * @param faceLength numbers at the start of a truth's vector that mirroring leaves alone
   */
  public static Pairs ofMirrorImages(TrainingBatch batch, int faceLength) {
    int n = batch.count(), width = batch.truth().length / n;
    return of(
        n,
        k -> {
          int i = k / n * width, j = k % n * width;
          return batch.mirrored()[k / n] != batch.mirrored()[k % n]
              && Arrays.equals(batch.truth(), i, i + faceLength, batch.truth(), j, j + faceLength);
        });
  }

  private static Pairs of(int n, IntPredicate together) {
    int[] chosen =
        IntStream.range(0, n * n).filter(k -> k / n < k % n && together.test(k)).toArray();
    return new Pairs(
        Arrays.stream(chosen).mapToLong(k -> k / n).toArray(),
        Arrays.stream(chosen).mapToLong(k -> k % n).toArray());
  }

  /** How many. */
  public int count() {
    return first.length;
  }
}
