package dev.relievo.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The dashboards and alert rules of the folder {@code monitoring}, and what they ask for. */
final class Monitoring {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+),\\s*(\\w+)\\)");
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*\\}\\}");

  /** Labels that Prometheus itself gives each series of a scrape. */
  private static final Set<String> OF_TARGETS = Set.of("job", "instance");

  private Monitoring() {}

  /**
   * One expression of a panel, a variable or a rule.
   *
   * @param where it stands, for messages
   * @param labels that its legend or its text shows
   */
  record Query(String where, String expression, Set<String> labels) {

    /** What it asks for that a scrape has not; empty where all is well. */
    List<String> problems(Scrape scrape) {
      PromQuery query = PromQuery.of(expression);
      List<String> problems = new ArrayList<>();
      Set<String> known = new HashSet<>(OF_TARGETS);
      if (query.selectors().isEmpty()) {
        problems.add("it asks for nothing");
      }
      for (PromQuery.Selector selector : query.selectors()) {
        if (selector.name().equals("up")) {
          continue;
        }
        scrape.series(selector.name()).forEach(sample -> known.addAll(sample.labels().keySet()));
        check(selector, scrape).ifPresent(problems::add);
      }
      Stream.concat(query.groupingLabels().stream(), labels.stream())
          .filter(label -> problems.isEmpty() && !known.contains(label))
          .forEach(label -> problems.add("no series has the label " + label));
      return problems;
    }

    private static Optional<String> check(PromQuery.Selector selector, Scrape scrape) {
      List<Scrape.Sample> series = scrape.series(selector.name());
      if (series.isEmpty()) {
        return Optional.of("there is no " + selector.name());
      }
      boolean some =
          series.stream().anyMatch(sample -> isSelected(selector.conditions(), sample.labels()));
      return some ? Optional.empty() : Optional.of("no series of " + selector);
    }

    private static boolean isSelected(
        List<PromQuery.Condition> conditions, Map<String, String> labels) {
      return conditions.stream()
          .allMatch(
              condition -> OF_TARGETS.contains(condition.label()) || condition.matches(labels));
    }
  }

  /**
   * Every query of every dashboard and rule.
   *
   * @throws IOException where a file cannot be read or is not the JSON or YAML that it should be
   */
  static List<Query> queries(Path folder) throws IOException {
    List<Query> queries = new ArrayList<>();
    for (Path dashboard : dashboards(folder)) {
      JsonNode json = JSON.readTree(dashboard.toFile());
      collectPanels(dashboard.getFileName().toString(), json.path("panels"), queries);
      for (JsonNode variable : json.path("templating").path("list")) {
        collectVariable(
            dashboard.getFileName() + " $" + variable.path("name").asText(), variable, queries);
      }
    }
    for (JsonNode group : YAML.readTree(folder.resolve("alerts.yml").toFile()).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        Set<String> labels = new TreeSet<>();
        Matcher label =
            Pattern.compile("\\$labels\\.(\\w+)").matcher(rule.path("annotations").toString());
        while (label.find()) {
          labels.add(label.group(1));
        }
        queries.add(
            new Query("alert " + rule.path("alert").asText(), rule.path("expr").asText(), labels));
      }
    }
    return queries;
  }

  static List<Path> dashboards(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("grafana/dashboards"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  static JsonNode yaml(Path file) throws IOException {
    return YAML.readTree(file.toFile());
  }

  private static void collectPanels(String where, JsonNode panels, List<Query> queries) {
    for (JsonNode panel : panels) {
      String title = where + ", " + panel.path("title").asText();
      for (JsonNode target : panel.path("targets")) {
        Set<String> labels = new TreeSet<>();
        Matcher label = LEGEND_LABEL.matcher(target.path("legendFormat").asText());
        while (label.find()) {
          labels.add(label.group(1));
        }
        queries.add(new Query(title, filled(target.path("expr").asText()), labels));
      }
      collectPanels(where, panel.path("panels"), queries);
    }
  }

  private static void collectVariable(String where, JsonNode variable, List<Query> queries) {
    if (!variable.path("type").asText().equals("query")) {
      return;
    }
    Matcher values = LABEL_VALUES.matcher(variable.path("query").path("query").asText());
    if (!values.matches()) {
      throw new IllegalArgumentException(where + " is no label_values: " + variable.path("query"));
    }
    queries.add(new Query(where, filled(values.group(1)), Set.of(values.group(2))));
  }

  /** With the variables that Grafana fills in: any value, and an interval. */
  private static String filled(String expression) {
    return expression.replace("$__rate_interval", "5m").replaceAll("=~?\"\\$\\w+\"", "=~\".*\"");
  }
}
