package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands as a user starts them: what is said, where, and the exit code. */
@QuarkusMainTest
class CommandLineTest {

  @TempDir Path folder;

  @Test
  void shouldListEveryCommandAndTheExitCodes(QuarkusMainLauncher launcher) {
    LaunchResult result = launcher.launch("--help");

    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.getOutput())
        .contains("demo", "reconstruct", "serve", "topics", "publish", "watch", "Exit codes");
  }

  @Test
  void shouldRejectAWrongCommandLine(QuarkusMainLauncher launcher) {
    assertThat(launcher.launch("reconstuct", "me.jpg").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(launcher.launch("serve").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(launcher.launch("reconstruct", "me.jpg", "--out", "x", "--detail", "all").exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void shouldSayInOneLineThatAFileIsMissing(QuarkusMainLauncher launcher) {
    Path missing = folder.resolve("nobody.jpg");
    LaunchResult result =
        launcher.launch("reconstruct", missing.toString(), "--out", folder.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.getErrorOutput().strip())
        .isEqualTo("relievo: " + missing + ": there is no such file");
  }

  @Test
  void shouldSayInOneLineThatAModelIsMissing(QuarkusMainLauncher launcher) {
    Path missing = folder.resolve("nobody.safetensors");
    LaunchResult result = launcher.launch("model", "info", missing.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.getErrorOutput().strip())
        .isEqualTo("relievo: " + missing + ": there is no such file");
  }

  @Test
  void shouldSayInOneLineEachWhatIsWrongWithBadFiles(QuarkusMainLauncher launcher)
      throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    Path text = Files.writeString(folder.resolve("text.png"), "I am no picture.\n");

    LaunchResult result =
        launcher.launch(
            "reconstruct", empty.toString(), text.toString(), "--out", folder.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.getErrorOutput().strip().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("relievo: " + empty + ": ").contains("empty"),
            line -> assertThat(line).startsWith("relievo: " + text + ": ").contains("text"));
  }

  @Test
  void shouldSayWhereTheModelsWereLookedFor(QuarkusMainLauncher launcher) throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "I am no picture.\n");
    String before = System.getProperty("relievo.models");
    System.setProperty("relievo.models", folder.resolve("none").toString());
    try {
      LaunchResult result =
          launcher.launch("reconstruct", text.toString(), "--out", folder.toString());

      assertThat(result.exitCode()).isNotZero();
      assertThat(result.getErrorOutput().strip().lines())
          .singleElement()
          .asString()
          .contains(folder.resolve("none").toString());
    } finally {
      if (before == null) {
        System.clearProperty("relievo.models");
      } else {
        System.setProperty("relievo.models", before);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--loss, perceptual=1, --recognition",
    "--loss, landmarks=1, no loss landmarks",
    "--minutes, 0, --minutes",
    "--render-every, 0, pictures",
    "--validate-every, 0, looked at",
    "--synthetic, -1, rendering"
  })
  void shouldRefuseATrainingThatCannotBeBeforeItDoesAnything(
      String option, String value, String said, QuarkusMainLauncher launcher) {
    Path run = folder.resolve("run");
    LaunchResult result =
        launcher.launch(
            "train",
            "coarse",
            "--photos=" + folder,
            "--out=" + folder.resolve("out/c.safetensors"),
            "--run=" + run,
            option + "=" + value);

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.getErrorOutput()).contains(said);
    assertThat(run).doesNotExist();
  }
}
