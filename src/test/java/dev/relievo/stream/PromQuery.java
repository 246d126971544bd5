package dev.relievo.stream;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for: its selectors, and the labels that it groups or joins by. Not
 * a parser of the language, which {@code promtool} is; it only tells names of series from functions
 * and words.
 */
final class PromQuery {

  private static final Set<String> GROUPING =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

  private static final Set<String> WORDS =
      Set.of(
          "and",
          "or",
          "unless",
          "bool",
          "offset",
          "inf",
          "nan",
          "sum",
          "min",
          "max",
          "avg",
          "count",
          "topk",
          "bottomk",
          "quantile",
          "stddev",
          "group");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\]|\\{[^}]*\\}|[a-zA-Z_:][\\w:]*|[0-9][\\w.]*|\\S");

  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:,|$)\\s*");

  /** One condition on a label. */
  record Condition(String label, String operator, String value) {

    /** Whether a series with this label meets it; one that lacks the label never does. */
    boolean matches(Map<String, String> labels) {
      String actual = labels.get(label);
      return actual != null
          && switch (operator) {
            case "=" -> actual.equals(value);
            case "!=" -> !actual.equals(value);
            case "=~" -> actual.matches(value);
            default -> !actual.matches(value);
          };
    }
  }

  /** Series of a name that meet every condition. */
  record Selector(String name, List<Condition> conditions) {}

  private final List<Selector> selectors = new ArrayList<>();
  private final Set<String> groupingLabels = new LinkedHashSet<>();

  private PromQuery() {}

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException where it selects by something else than a name
   */
  static PromQuery of(String expression) {
    PromQuery query = new PromQuery();
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(expression);
    while (token.find()) {
      tokens.add(token.group());
    }
    query.read(tokens, expression);
    return query;
  }

  private void read(List<String> tokens, String expression) {
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
      if (GROUPING.contains(token)) {
        i = readLabels(tokens, i + 1);
      } else if (isName(token) && !WORDS.contains(token) && !next.equals("(")) {
        selectors.add(new Selector(token, next.startsWith("{") ? conditions(next) : List.of()));
        i += next.startsWith("{") ? 1 : 0;
      } else if (token.startsWith("{")) {
        throw new IllegalArgumentException("a selector without a name in " + expression);
      }
    }
  }

  /** From an opening parenthesis; returns where it closes. */
  private int readLabels(List<String> tokens, int opening) {
    int i = opening + 1;
    for (; !tokens.get(i).equals(")"); i++) {
      if (isName(tokens.get(i))) {
        groupingLabels.add(tokens.get(i));
      }
    }
    return i;
  }

  private static boolean isName(String token) {
    return token.matches("[a-zA-Z_:][\\w:]*");
  }

  private static List<Condition> conditions(String braces) {
    String inner = braces.substring(1, braces.length() - 1).strip();
    List<Condition> conditions = new ArrayList<>();
    Matcher matcher = MATCHER.matcher(inner);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      conditions.add(new Condition(matcher.group(1), matcher.group(2), matcher.group(3)));
      end = matcher.end();
    }
    if (end != inner.length()) {
      throw new IllegalArgumentException("no conditions: " + braces);
    }
    return conditions;
  }

  List<Selector> selectors() {
    return selectors;
  }

  /** Labels of {@code by}, {@code on} and the like. */
  Set<String> groupingLabels() {
    return groupingLabels;
  }
}
