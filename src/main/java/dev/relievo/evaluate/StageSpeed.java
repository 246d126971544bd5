package dev.relievo.evaluate;

import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Milliseconds a face of a whole stage, from record to record, alone and in batches. */
public final class StageSpeed {

  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 60;

  private StageSpeed() {}

  /**
   * Times it.
   *
   * @param name of the stage
   * @param inputs at least one, taken in turn
   * @param batches sizes
   * @return {@code NAME.ms_per_face.batchN} for each size, medians over calls; n is the number of
   *     calls
   */
  static <I, O> Metrics run(String name, Stage<I, O> stage, List<I> inputs, int... batches) {
    Metrics metrics = new Metrics();
    for (int batch : batches) {
      stage.warmUp(batch);
      double[] times = times(stage, inputs, batch);
      metrics.put(name + ".ms_per_face.batch" + batch, times[times.length / 2], times.length);
    }
    return metrics;
  }

  /** Sorted; of as many calls as there is patience for, the first third left out. */
  private static <I, O> double[] times(Stage<I, O> stage, List<I> inputs, int batch) {
    double[] times = new double[MOST_ROUNDS];
    long begin = System.nanoTime();
    int rounds = 0;
    while (rounds < LEAST_ROUNDS
        || rounds < MOST_ROUNDS && System.nanoTime() - begin < PATIENCE_NANOS) {
      List<I> some = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        some.add(inputs.get((rounds * batch + i) % inputs.size()));
      }
      long start = System.nanoTime();
      stage.apply(some);
      times[rounds++] = (System.nanoTime() - start) / 1e6 / batch;
    }
    double[] warm = Arrays.copyOfRange(times, rounds / 3, rounds);
    Arrays.sort(warm);
    return warm;
  }

  /** What a stage made of those inputs that it could use. */
  public static <I, O> List<O> outputs(Stage<I, O> stage, List<I> inputs) {
    List<O> outputs = new ArrayList<>();
    for (Outcome<O> outcome : stage.apply(inputs)) {
      if (outcome instanceof Outcome.Done<O> done) {
        outputs.addAll(done.outputs());
      }
    }
    return outputs;
  }
}
