package dev.relievo.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Whether memory grows with time. The first quarter of the readings is warming up and is left out;
 * of the rest the slope is the median over all pairs of readings (Theil and Sen), which a few
 * readings beside a collection or a neighbour's burst do not move.
 */
final class MemoryTrend {

  /** Growth from the first to the last counted reading, as a part of the median, that is flat. */
  static final double FLAT = 0.05;

  private static final double SECONDS_PER_HOUR = 3600;

  private final List<Reading> readings = new ArrayList<>();

  /**
   * A reading.
   *
   * @param seconds since the start
   */
  record Reading(double seconds, ProcessMemory memory) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.0f s: %.1f MiB resident, heap %.1f MiB alive, %.1f MiB committed",
          seconds,
          memory.resident(),
          memory.heap(),
          memory.committed());
    }
  }

  /** Adds a reading; later than all before it. */
  Reading add(double seconds, ProcessMemory memory) {
    Reading reading = new Reading(seconds, memory);
    readings.add(reading);
    return reading;
  }

  /** Whether neither what is resident nor what is alive on the heap grows. */
  boolean isFlat() {
    return growth(ProcessMemory::resident) <= FLAT && growth(ProcessMemory::heap) <= FLAT;
  }

  /**
   * Adds {@code NAME.rss_mib} and {@code NAME.heap_mib} (alive), each {@code .first}, {@code .end},
   * {@code .most}, {@code .slope_per_hour} and {@code .growth} (trend over the counted time, as a
   * part of the median), and {@code NAME.flat}, 1 or 0.
   */
  void put(Metrics metrics, String name) {
    put(metrics, name + ".rss_mib", ProcessMemory::resident);
    put(metrics, name + ".heap_mib", ProcessMemory::heap);
    metrics.put(name + ".flat", isFlat() ? 1 : 0, counted().size());
  }

  private void put(Metrics metrics, String name, ToDoubleFunction<ProcessMemory> of) {
    List<Reading> counted = counted();
    int n = counted.size();
    metrics.put(name + ".first", of.applyAsDouble(counted.get(0).memory()), n);
    metrics.put(name + ".end", of.applyAsDouble(counted.get(n - 1).memory()), n);
    double most =
        counted.stream().mapToDouble(r -> of.applyAsDouble(r.memory())).max().orElseThrow();
    metrics.put(name + ".most", most, n);
    metrics.put(name + ".slope_per_hour", SECONDS_PER_HOUR * slope(of), n);
    metrics.put(name + ".growth", growth(of), n);
  }

  private double growth(ToDoubleFunction<ProcessMemory> of) {
    List<Reading> counted = counted();
    double span = counted.get(counted.size() - 1).seconds() - counted.get(0).seconds();
    double[] values = counted.stream().mapToDouble(r -> of.applyAsDouble(r.memory())).toArray();
    return slope(of) * span / median(values);
  }

  /** MiB a second; 0 where there are too few readings. */
  private double slope(ToDoubleFunction<ProcessMemory> of) {
    List<Reading> counted = counted();
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < counted.size(); i++) {
      for (int j = i + 1; j < counted.size(); j++) {
        Reading a = counted.get(i), b = counted.get(j);
        double rise = of.applyAsDouble(b.memory()) - of.applyAsDouble(a.memory());
        slopes.add(rise / (b.seconds() - a.seconds()));
      }
    }
    return slopes.isEmpty()
        ? 0
        : median(slopes.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private List<Reading> counted() {
    if (readings.isEmpty()) {
      throw new IllegalStateException("no reading of the memory");
    }
    return readings.subList(readings.size() / 4, readings.size());
  }

  private static double median(double[] values) {
    Samples samples = new Samples();
    for (double value : values) {
      samples.add(value);
    }
    return samples.median();
  }
}
