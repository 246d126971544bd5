package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.relievo.record.FaceMesh;
import dev.relievo.stream.ChainEvent;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.KafkaUnavailableException;
import dev.relievo.stream.TestConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The compose file, as processes of this machine: the packaged application, a broker and a process
 * a stage.
 */
class LocalIT {

  private static final Pattern READY = Pattern.compile("ready: kafka at (\\S+)");
  private static final Duration START = Duration.ofMinutes(8);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PROCESSES = 6;

  @TempDir Path folder;

  private Process local;

  @AfterEach
  void endWhatIsLeft() {
    if (local != null) {
      local.descendants().forEach(ProcessHandle::destroyForcibly);
      local.destroyForcibly();
    }
  }

  @Test
  void shouldRunTheComposeFilesProcessesSendAPhotographThroughAndStopCleanly() throws Exception {
    Path log = folder.resolve("log");
    local = start(log);
    String kafka = awaitReady(log);
    List<ProcessHandle> processes = local.descendants().toList();
    assertThat(processes).hasSize(PROCESSES);

    FaceMesh mesh = meshOfAPhotograph(kafka);

    byte[] start = new byte[4];
    mesh.getMesh().duplicate().get(start);
    assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("glTF");

    local.toHandle().destroy();
    assertThat(local.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(log)).contains("stopped").doesNotContain("ended by force");
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(brokersData()).isEmpty();
  }

  private Process start(Path log) throws IOException {
    Path jar = Path.of("target/quarkus-app/quarkus-run.jar");
    assertThat(jar).as("the packaged application; mvn package makes it").exists();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-Drelievo.models=models",
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                jar.toString(),
                "local",
                "--port=0",
                "--patience=" + START.toSeconds())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "RELIEVO_DISPLACE_REPLICAS", "1",
                "RELIEVO_STAGE_THREADS", "1",
                "RELIEVO_TOPICS_PARTITIONS", "2"));
    return builder.start();
  }

  private String awaitReady(Path log) {
    await()
        .atMost(START)
        .until(() -> !local.isAlive() || READY.matcher(Files.readString(log)).find());
    Matcher found = READY.matcher(text(log));
    return found.find() ? found.group(1) : fail("it did not get ready:\n" + text(log));
  }

  private FaceMesh meshOfAPhotograph(String kafka) {
    KafkaSettings settings =
        KafkaSettings.of(TestConfig.with(Map.of("relievo.kafka.bootstrap-servers", kafka)));
    try (ChainReader reader = reader(settings);
        FramePublisher publisher = new FramePublisher(settings)) {
      publisher.publish(PhotoFile.shipped().get(0).frame("door", Instant.now())).join();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        for (ChainEvent event : reader.poll(Duration.ofSeconds(1))) {
          if (event instanceof ChainEvent.Meshed meshed) {
            return meshed.mesh();
          }
        }
      }
    }
    return fail("no mesh within " + PATIENCE);
  }

  /** On a machine that has much else to do, a client may give up before it has its answer. */
  private static ChainReader reader(KafkaSettings settings) {
    return await()
        .atMost(PATIENCE)
        .ignoreException(KafkaUnavailableException.class)
        .until(() -> new ChainReader(settings, ChainReader.From.BEGINNING), Objects::nonNull);
  }

  private List<Path> brokersData() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("relievo-kafka"))
          .toList();
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
