package dev.relievo.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Values of one figure, one a face. */
final class Samples {

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  int count() {
    return values.size();
  }

  double mean() {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  double median() {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int n = sorted.size();
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  /** Adds the mean; nothing where there are no values. */
  void putMean(Metrics metrics, String key) {
    if (!values.isEmpty()) {
      metrics.put(key, mean(), values.size());
    }
  }

  /** Adds the median; nothing where there are no values. */
  void putMedian(Metrics metrics, String key) {
    if (!values.isEmpty()) {
      metrics.put(key, median(), values.size());
    }
  }
}
