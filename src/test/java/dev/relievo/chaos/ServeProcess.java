package dev.relievo.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of {@code relievo serve}, from the packaged application. */
final class ServeProcess {

  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  private final String name;
  private final List<String> stages;
  private final Path log;
  private final ChildJvm process;

  /**
   * Starts it; does not wait.
   *
   * @param options of Relievo, the cluster's address included
   */
  ServeProcess(Path folder, List<String> stages, Map<String, String> options) {
    if (!Files.exists(JAR)) {
      throw new ChaosFailure("there is no " + JAR.toAbsolutePath() + "; make it by: mvn package");
    }
    this.stages = stages;
    try {
      log = Files.createTempFile(folder, "serve-" + stages.get(0) + "-", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a log in " + folder, e);
    }
    name = log.getFileName().toString().replace(".log", "");
    List<String> java =
        new ArrayList<>(
            List.of("-XX:+UseSerialGC", "-Dai.djl.offline=true", "-Dquarkus.http.port=0"));
    options.forEach((option, value) -> java.add("-D" + option + "=" + value));
    List<String> arguments = new ArrayList<>(List.of("serve"));
    stages.forEach(stage -> arguments.addAll(List.of("--stage", stage)));
    process = ChildJvm.ofJar(JAR, log, java, arguments);
  }

  String name() {
    return name;
  }

  List<String> stages() {
    return stages;
  }

  ChildJvm process() {
    return process;
  }

  boolean isReady() throws IOException {
    if (!process.isAlive()) {
      throw new ChaosFailure(name + " ended; its log is " + log);
    }
    return Files.readString(log).contains("serving ");
  }
}
