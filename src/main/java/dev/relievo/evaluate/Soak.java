package dev.relievo.evaluate;

import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Runs a stage for long and watches the memory of the process, native memory included. What grows
 * with the number of faces is a leak.
 */
public final class Soak {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final int READINGS = 10;

  private Soak() {}

  /**
   * Runs the stage.
   *
   * @param name of the stage
   * @param inputs taken in turn
   * @param faces in all
   * @param batch faces a call
   * @param log told the resident memory at every tenth
   * @return resident memory in MiB at the first tenth, by when all is warm, at the end, and the
   *     growth between
   */
  public static <I, O> Metrics run(
      String name, Stage<I, O> stage, List<I> inputs, int faces, int batch, Consumer<String> log)
      throws IOException {
    double first = Double.NaN, last = Double.NaN;
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
      last = resident();
      first = reading == 1 ? last : first;
      log.accept(
          String.format(
              Locale.ROOT, "%s: %d faces, %d failed, %.1f MiB resident", name, done, failed, last));
    }
    Metrics metrics = new Metrics();
    metrics.put(name + ".soak.rss_mib.first_tenth", first, done);
    metrics.put(name + ".soak.rss_mib.end", last, done);
    metrics.put(name + ".soak.rss_mib.growth", last - first, done);
    return metrics;
  }

  /** MiB; NaN on systems other than Linux. */
  private static double resident() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(RESIDENT)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }
}
