package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final String CLEAR = "\r\u001b[K";

  private final StringWriter printed = new StringWriter();

  private Progress progress(boolean terminal) {
    return new Progress(new PrintWriter(printed), terminal);
  }

  @Test
  void shouldDrawABar() {
    assertThat(Progress.bar(0)).isEqualTo("[....................]");
    assertThat(Progress.bar(0.25)).isEqualTo("[#####...............]");
    assertThat(Progress.bar(7)).isEqualTo("[####################]");
  }

  @Test
  void shouldReplaceItsLineInATerminalAndLeaveNothingBehind() {
    try (Progress progress = progress(true)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                progress.show(() -> "half");
                return printed.toString().contains("half");
              });
      progress.say("lost");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                progress.show(() -> "most");
                return printed.toString().contains("most");
              });
    }
    assertThat(printed.toString().replace(System.lineSeparator(), "\n"))
        .isEqualTo(CLEAR + "half" + CLEAR + "lost\n" + CLEAR + "most" + CLEAR);
  }

  @Test
  void shouldNotFillALog() {
    try (Progress progress = progress(false)) {
      for (int i = 0; i < 1000; i++) {
        progress.show(() -> "again");
      }
    }
    assertThat(printed.toString()).isEmpty();
  }

  @Test
  void shouldShowHowFarAStepIsInATerminal() {
    try (Phases phases = new Phases("evaluate", () -> progress(true))) {
      phases.say("5 of 20 photographs");
      phases.say("10 of 20 photographs");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> printed.toString().contains("[##########..........] 10 of 20 photographs"));
    }
    assertThat(printed.toString().lines().filter(line -> line.startsWith("relievo: evaluate: ")))
        .as("a line a step")
        .hasSize(1);
    assertThat(printed.toString()).endsWith(CLEAR);
  }

  @Test
  void shouldSayEachStepElsewhere() {
    try (Phases phases = new Phases("evaluate", () -> progress(false))) {
      phases.say("5 of 20 photographs");
      phases.say("10 of 20 photographs");
    }
    assertThat(printed.toString().lines())
        .containsExactly(
            "relievo: evaluate: 5 of 20 photographs", "relievo: evaluate: 10 of 20 photographs");
  }
}
