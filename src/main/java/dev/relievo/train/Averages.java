package dev.relievo.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Means of figures over several batches; a figure that a batch lacks does not count there. */
final class Averages {

  private final Map<String, double[]> sums = new LinkedHashMap<>();
  private Map<String, Double> latest = Map.of();

  /** Adds a batch's figures. */
  void add(Map<String, Float> figures) {
    figures.forEach(
        (name, value) -> {
          double[] sum = sums.computeIfAbsent(name, n -> new double[2]);
          sum[0] += value;
          sum[1]++;
        });
  }

  /** What has been added since the means were last taken, exactly, for {@link #restore}. */
  String pending() {
    return sums.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue()[0] + " " + e.getValue()[1])
        .collect(Collectors.joining(","));
  }

  /** Goes on from {@link #pending}. */
  void restore(String pending) {
    sums.clear();
    for (String figure : pending.isEmpty() ? new String[0] : pending.split(",")) {
      String[] parts = figure.split(" ");
      sums.put(parts[0], new double[] {Double.parseDouble(parts[1]), Double.parseDouble(parts[2])});
    }
  }

  /** The means; starts anew. */
  Map<String, Double> take() {
    Map<String, Double> out = new LinkedHashMap<>();
    sums.forEach((name, sum) -> out.put(name, sum[0] / sum[1]));
    sums.clear();
    latest = out;
    return out;
  }

  /** The means that were taken last, for a person. */
  String latest() {
    return line(latest);
  }

  static String line(Map<String, Double> figures) {
    return figures.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.4g", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
