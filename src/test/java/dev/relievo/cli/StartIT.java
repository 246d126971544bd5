package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as the launcher starts it. */
class StartIT {

  /** In it a folder with a space, as users have them. */
  @TempDir private Path folder;

  private Path jar;
  private String out;

  @BeforeEach
  void makeTheJar() throws Exception {
    jar = Files.createDirectory(folder.resolve("a folder")).resolve("relievo.jar");
    LauncherJar.main("target/quarkus-app", jar.toString());
  }

  @Test
  void shouldRunCommandsWithQuarkusAndWithoutFromOneClassPath() throws Exception {
    Path archive = folder.resolve("classes.jsa");
    List<String> options = new ArrayList<>();
    options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    assertThat(
            run(
                options,
                "-XX:ArchiveClassesAtExit=" + archive,
                "-cp",
                jar.toString(),
                Rehearsal.class.getName()))
        .as(out)
        .isZero();
    assertThat(archive).isNotEmptyFile();
    options.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:on"));
    options.addAll(List.of("-jar", jar.toString()));

    assertThat(run(options, "acls", "print", "detect", "--json")).as(out).isZero();
    JsonNode rights = new ObjectMapper().readTree(out);
    assertThat(rights.path(0).path("principal").asText()).isEqualTo("User:relievo-detect");

    assertThat(run(options, "topics", "--help")).isZero();
    assertThat(out).startsWith("Usage: relievo topics");
    assertThat(run(options, "topcis")).isEqualTo(ExitCode.USAGE);
  }

  private int run(List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    out = out.isEmpty() ? Files.readString(err) : out;
    return process.exitValue();
  }
}
