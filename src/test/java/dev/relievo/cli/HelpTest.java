package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What commands say about themselves. */
class HelpTest {

  private static final Path BASH = Path.of("/bin/bash");
  private static final String START = "  relievo ";

  @TempDir private Path folder;

  private static CommandLine relievo() {
    return RelievoApplication.line(new RelievoCommand(), CommandLine.defaultFactory());
  }

  static List<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(relievo(), all);
    return all;
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    if (!command.getCommandSpec().usageMessage().hidden()) {
      all.add(command);
      command.getSubcommands().values().forEach(each -> collect(each, all));
    }
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldExplainItselfWithAnExampleThatCanBeTyped(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(help).as(name(command)).contains("Example", "-h, --help");
    List<String> examples = help.lines().filter(line -> line.startsWith(START)).toList();
    assertThat(examples).as(name(command)).isNotEmpty();
    for (String example : examples) {
      // What stands further to the right explains it.
      String[] words = example.strip().split(" {2,}| > ")[0].split(" ");
      CommandLine fresh = relievo();
      var parsed = fresh.parseArgs(Arrays.copyOfRange(words, 1, words.length));
      assertThat(parsed.hasSubcommand()).as(example).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "publish --help", "dead-letters replay -h", "-V", "model info -h"})
  void shouldAnswerWithoutQuarkus(String line) {
    assertThat(PlainCommands.execute(line.split(" "))).hasValue(ExitCode.OK);
  }

  @Test
  void shouldLeaveOtherCommandsToQuarkus() {
    assertThat(PlainCommands.execute("topics", "describe")).isEmpty();
    assertThat(PlainCommands.execute("publish", "--camera", "door", "--", "-h")).isEmpty();
  }

  @Test
  void shouldDescribeAModelAsJson() throws Exception {
    StringWriter out = new StringWriter();
    int exitCode = relievo().setOut(new PrintWriter(out)).execute("model", "info", "--json");
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    var model = new ObjectMapper().readTree(out.toString());
    assertThat(model.path("id").asText()).startsWith("relievo-face");
    assertThat(model.path("mmPerTexel").path(1).asDouble()).isBetween(0.5, 2.0);
    assertThat(model.path("flippedInChart").asInt(-1)).isZero();
  }

  static boolean hasBash() {
    return Files.isExecutable(BASH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relievo publ=publish",
        "relievo publish --cam=--camera",
        "relievo dead-letters re=replay",
        "relievo completion z=zsh",
        "relievo serve --st=--stage"
      })
  @EnabledIf("hasBash")
  void shouldCompleteCommandsAndOptionsInBash(String typed) throws Exception {
    String[] sides = typed.split("=", 2);
    assertThat(completions(sides[0].split(" "))).contains(sides[1]);
  }

  /** What Bash's completion function answers when the last word is being typed. */
  private List<String> completions(String... words) throws IOException, InterruptedException {
    StringWriter script = new StringWriter();
    relievo().setOut(new PrintWriter(script)).execute("completion", "bash");
    Path file = Files.writeString(folder.resolve("relievo.bash"), script.toString());
    String quoted =
        Stream.of(words).map(word -> "'" + word + "'").reduce("", (a, b) -> a + " " + b);
    String program =
        "set -e; source "
            + file
            + "; COMP_WORDS=("
            + quoted
            + "); COMP_CWORD="
            + (words.length - 1)
            + "; function=$(complete -p relievo | sed 's/.*-F \\([^ ]*\\).*/\\1/');"
            + " $function relievo || true; printf '%s\\n' \"${COMPREPLY[@]}\"";
    Process bash =
        new ProcessBuilder(BASH.toString(), "--norc", "-c", program)
            .redirectErrorStream(true)
            .start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(out).isZero();
    return out.lines().map(String::strip).toList();
  }
}
