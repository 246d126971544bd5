package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.TestConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Files and texts of others at the command line. */
class HostileInputTest {

  private static final Path MODELS = Path.of("models");

  @TempDir private Path folder;

  @Test
  void shouldRefuseAModelFileThatWasTamperedWith() throws Exception {
    copyModels();
    Path model = folder.resolve("face/relievo-face-v2.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);
    Path photo = Path.of("src/main/resources/photos/grace_hopper.jpg");
    ReconstructCommand reconstruct = new ReconstructCommand();
    reconstruct.config = config(Map.of("relievo.models", folder.toString()));

    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(reconstruct)
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(new FailureHandler())
            .execute(photo.toString(), "--out", folder.resolve("out").toString());

    assertThat(exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().strip().lines())
        .singleElement()
        .asString()
        .contains(model.toString(), "is not the file that the manifest lists", "SHA-256");
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  private void copyModels() throws Exception {
    try (Stream<Path> files = Files.walk(MODELS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.toString();
        if (name.endsWith(".safetensors") || name.endsWith(".json")) {
          Path copy = folder.resolve(MODELS.relativize(file));
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldReadNoMoreOfAnEndlessFileThanAFrameMayHave() {
    assertThatThrownBy(() -> PhotoFile.read(List.of(Path.of("/dev/zero"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("/dev/zero")
        .hasMessageContaining("bytes or more");
  }

  @Test
  void shouldRefuseToKeepPicturesInDeadLettersWhereNoneAreToBeKept() {
    RelievoConfig config =
        config(
            Map.of("relievo.privacy", "coefficients", "relievo.stage.dead-letter-payload", "true"));
    assertThatThrownBy(() -> ConfiguredStages.of(config))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("relievo.privacy=coefficients");
  }

  private static RelievoConfig config(Map<String, String> options) {
    return TestConfig.with(options);
  }
}
