package dev.relievo.evaluate;

import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Runs a bare stage for long and watches the memory of the process, native memory included. What
 * grows with the number of faces is a leak; {@link ChainSoak} looks for it in the whole chain.
 */
public final class Soak {

  private static final int READINGS = 20;

  private Soak() {}

  /**
   * Runs the stage.
   *
   * @param name of the stage
   * @param inputs taken in turn
   * @param faces in all
   * @param batch faces a call
   * @param log told the memory at every twentieth
   * @return as {@link MemoryTrend} has it, after {@code NAME.soak}
   */
  public static <I, O> Metrics run(
      String name, Stage<I, O> stage, List<I> inputs, int faces, int batch, Consumer<String> log) {
    MemoryTrend trend = new MemoryTrend();
    long start = System.nanoTime();
    int done = 0, failed = 0;
    for (int reading = 1; reading <= READINGS; reading++) {
      while (done < (long) faces * reading / READINGS) {
        List<I> some = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
          some.add(inputs.get((done + i) % inputs.size()));
        }
        for (Outcome<O> outcome : stage.apply(some)) {
          failed += outcome instanceof Outcome.Failed ? 1 : 0;
        }
        done += batch;
      }
      var memory = trend.add((System.nanoTime() - start) / 1e9, ProcessMemory.alive());
      log.accept(
          String.format(Locale.ROOT, "%s: %d faces, %d failed, %s", name, done, failed, memory));
    }
    Metrics metrics = new Metrics();
    metrics.put(name + ".soak.faces", done, done);
    trend.put(metrics, name + ".soak");
    return metrics;
  }
}
