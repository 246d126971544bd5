package dev.relievo.evaluate;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.stage.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Milliseconds a face of the whole regress stage, from record to record, alone and in batches. */
final class RegressSpeed {

  private static final int LARGE = 16;
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 60;

  private RegressSpeed() {}

  /**
   * Times it.
   *
   * @param crops taken in turn
   * @return {@code regress.ms_per_face.batch1} and {@code .batch16}, medians over calls; n is the
   *     number of calls
   */
  static Metrics run(Stage<FaceCrop, CoarseFace> stage, List<FaceCrop> crops) {
    Metrics metrics = new Metrics();
    for (int batch : new int[] {1, LARGE}) {
      stage.warmUp(batch);
      double[] times = times(stage, crops, batch);
      metrics.put("regress.ms_per_face.batch" + batch, times[times.length / 2], times.length);
    }
    return metrics;
  }

  /** Sorted; of as many calls as there is patience for, the first third left out. */
  private static double[] times(
      Stage<FaceCrop, CoarseFace> stage, List<FaceCrop> crops, int batch) {
    double[] times = new double[MOST_ROUNDS];
    long begin = System.nanoTime();
    int rounds = 0;
    while (rounds < LEAST_ROUNDS
        || rounds < MOST_ROUNDS && System.nanoTime() - begin < PATIENCE_NANOS) {
      List<FaceCrop> some = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        some.add(crops.get((rounds * batch + i) % crops.size()));
      }
      long start = System.nanoTime();
      stage.apply(some);
      times[rounds++] = (System.nanoTime() - start) / 1e6 / batch;
    }
    double[] warm = Arrays.copyOfRange(times, rounds / 3, rounds);
    Arrays.sort(warm);
    return warm;
  }
}
