package dev.relievo.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Named figures, each with the number of samples behind it, as a table and as JSON: an object of
 * dotted keys, {@code {"fit.landmark_nme.london": {"value": 0.031, "n": 26}}}.
 */
public final class Metrics {

  private final Map<String, Metric> values = new LinkedHashMap<>();

  /**
   * A figure.
   *
   * @param value the figure, in the unit that its key names
   * @param n samples behind it
   */
  public record Metric(double value, long n) {}

  /** Adds a figure; a key is used once. */
  public void put(String key, double value, long n) {
    if (values.putIfAbsent(key, new Metric(value, n)) != null) {
      throw new IllegalArgumentException("the figure " + key + " is there already");
    }
  }

  /** Adds median and 95th percentile; nothing where there are no samples. */
  public void putPercentiles(String key, double[] samples) {
    putPercentiles(key, samples, 0.5, 0.95);
  }

  /** Adds percentiles, {@code .p99} for 0.99; nothing where there are no samples. */
  void putPercentiles(String key, double[] samples, double... percentiles) {
    if (samples.length > 0) {
      double[] sorted = samples.clone();
      Arrays.sort(sorted);
      for (double p : percentiles) {
        put(key + ".p" + Math.round(100 * p), percentile(sorted, p), samples.length);
      }
    }
  }

  /** Of sorted samples, interpolated. */
  static double percentile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int i = (int) at;
    double next = sorted[Math.min(i + 1, sorted.length - 1)];
    return sorted[i] + (at - i) * (next - sorted[i]);
  }

  /** All figures in the order they were added. */
  public Map<String, Metric> values() {
    return Map.copyOf(values);
  }

  /** Adds all figures of another set. */
  public void putAll(Metrics other) {
    other.values.forEach((k, m) -> put(k, m.value(), m.n()));
  }

  /** Prints a table, one figure a line. */
  public void print(PrintWriter out) {
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    values.forEach(
        (k, m) ->
            out.printf(
                Locale.ROOT, "%-" + Math.max(1, width) + "s  %10.4f  n=%d%n", k, m.value(), m.n()));
    out.flush();
  }

  /** Writes the JSON. */
  public void write(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    values.forEach((k, m) -> root.putObject(k).put("value", m.value()).put("n", m.n()));
    mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }
}
