package dev.relievo.cli;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Commands that nothing is injected into, and every command's help. */
final class PlainCommands {

  private static final Set<String> ASKS = Set.of("-h", "--help", "-V", "--version");

  private PlainCommands() {}

  /** Runs a command line and answers with its exit code; empty where Quarkus is needed for it. */
  static OptionalInt execute(String... args) {
    List<String> words = Arrays.asList(args);
    boolean asks = words.stream().anyMatch(ASKS::contains);
    if (!asks && !isPlain(words)) {
      return OptionalInt.empty();
    }
    CommandLine line = RelievoApplication.line(new RelievoCommand(), CommandLine.defaultFactory());
    // Such a word may also be an option's value.
    return !asks || isHelp(line, args) ? OptionalInt.of(line.execute(args)) : OptionalInt.empty();
  }

  private static boolean isPlain(List<String> words) {
    return words.isEmpty()
        || words.get(0).equals("completion")
        || words.size() > 1 && words.get(0).equals("model") && words.get(1).equals("info");
  }

  private static boolean isHelp(CommandLine line, String... args) {
    try {
      for (ParseResult at = line.parseArgs(args); at != null; at = at.subcommand()) {
        if (at.isUsageHelpRequested() || at.isVersionHelpRequested()) {
          return true;
        }
      }
      return false;
    } catch (ParameterException e) {
      return true;
    }
  }
}
