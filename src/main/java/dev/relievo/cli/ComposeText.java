package dev.relievo.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables in a compose file: <code>${NAME}</code>, <code>${NAME:-default}</code>, <code>
 * ${NAME:?message}</code>, and two dollar signs for one.
 */
final class ComposeText {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:(\\$)|\\{([A-Za-z_][A-Za-z0-9_]*)(?::([-?])([^}]*))?\\}|)");

  private ComposeText() {}

  /**
   * The text with its variables replaced.
   *
   * @throws CommandFailure where a variable that must be set is not, or a dollar sign is alone
   */
  static String replaced(String text, Map<String, String> variables) {
    Matcher found = VARIABLE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (found.find()) {
      found.appendReplacement(out, Matcher.quoteReplacement(value(found, text, variables)));
    }
    return found.appendTail(out).toString();
  }

  private static String value(Matcher found, String text, Map<String, String> variables) {
    if (found.group(1) != null) {
      return "$";
    }
    String name = found.group(2);
    if (name == null) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, "a dollar sign begins no variable that is understood, in: " + text);
    }
    String value = variables.getOrDefault(name, "");
    if (!value.isEmpty()) {
      return value;
    }
    if ("?".equals(found.group(3))) {
      throw new CommandFailure(ExitCode.USAGE, "set " + name + ": " + found.group(4));
    }
    return found.group(4) == null ? "" : found.group(4);
  }
}
