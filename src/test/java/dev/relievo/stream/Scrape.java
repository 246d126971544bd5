package dev.relievo.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process says on its metrics endpoint, in Prometheus' text format. */
final class Scrape {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? (\\S+)(?: # .*)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");
  private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");

  /** One series and its value. */
  record Sample(Map<String, String> labels, double value) {}

  private final Map<String, List<Sample>> samples = new TreeMap<>();
  private final Map<String, String> helps = new TreeMap<>();

  /** Reads a scrape; a line that is none of the format is an error. */
  static Scrape of(String text) {
    Scrape scrape = new Scrape();
    text.lines().filter(line -> !line.isBlank()).forEach(scrape::read);
    return scrape;
  }

  private void read(String line) {
    if (line.startsWith("#")) {
      Matcher help = HELP.matcher(line);
      if (help.matches()) {
        helps.put(help.group(1), help.group(2));
      }
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    samples
        .computeIfAbsent(sample.group(1), name -> new ArrayList<>())
        .add(new Sample(labels, value(sample.group(3))));
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Names of all samples, such as {@code relievo_batch_size_bucket}. */
  Set<String> names() {
    return samples.keySet();
  }

  /** Names as they are declared, such as {@code relievo_batch_size}, with their help texts. */
  Map<String, String> helps() {
    return helps;
  }

  /** The series of a name; empty where there is none. */
  List<Sample> series(String name) {
    return samples.getOrDefault(name, List.of());
  }

  /** The sum over the series that have these labels; NaN where there is none. */
  double sum(String name, Map<String, String> labels) {
    return series(name).stream()
        .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
        .mapToDouble(Sample::value)
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }
}
