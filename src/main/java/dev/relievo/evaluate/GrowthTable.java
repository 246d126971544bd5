package dev.relievo.evaluate;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How figures grow along one axis: a row a step, as a table and as figures. */
public final class GrowthTable {

  private final String axis;
  private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
  private final Map<String, Integer> samples = new LinkedHashMap<>();

  /**
   * An empty table.
   *
   * @param axis what grows, such as {@code cameras}
   */
  GrowthTable(String axis) {
    this.axis = axis;
  }

  /** Adds a step with its figures; {@code n} are the samples behind each. */
  void add(String step, int n, Map<String, Double> figures) {
    rows.put(step, figures);
    samples.put(step, n);
  }

  /** A figure that was added. */
  double figure(String step, String name) {
    return rows.get(step).get(name);
  }

  /** {@code growth.AXIS.STEP.FIGURE}. */
  public Metrics metrics() {
    Metrics metrics = new Metrics();
    rows.forEach(
        (step, figures) ->
            figures.forEach(
                (name, value) ->
                    metrics.put(
                        "growth." + axis + "." + step + "." + name, value, samples.get(step))));
    return metrics;
  }

  /** Prints a line a step. */
  public void print(PrintWriter out) {
    List<String> names = new ArrayList<>();
    rows.values()
        .forEach(row -> row.keySet().stream().filter(n -> !names.contains(n)).forEach(names::add));
    out.printf("%-10s", axis);
    names.forEach(name -> out.printf("  %" + width(name) + "s", name));
    out.println();
    rows.forEach(
        (step, row) -> {
          out.printf("%-10s", step);
          names.forEach(
              name ->
                  out.printf(
                      Locale.ROOT,
                      "  %" + width(name) + ".2f",
                      row.getOrDefault(name, Double.NaN)));
          out.println();
        });
    out.flush();
  }

  private static int width(String name) {
    return Math.max(8, name.length());
  }
}
