package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {

  @TempDir private Path folder;

  @Test
  void shouldReadAsIfItHadNeverStopped() throws IOException {
    Path file = folder.resolve("losses.csv");
    try (TrainingLog log = new TrainingLog(file, List.of("a", "b"), 0)) {
      log.add(20, Map.of("a", 1.0, "b", 2.0));
      log.add(40, Map.of("a", 0.5));
      log.add(60, Map.of("a", 99.0));
    }
    try (TrainingLog log = new TrainingLog(file, List.of("a", "b"), 40)) {
      log.add(60, Map.of("b", 0.25));
      assertThat(log.read().get("a")).containsExactly(Map.entry(20L, 1.0), Map.entry(40L, 0.5));
      assertThat(log.read().get("b")).containsExactly(Map.entry(20L, 2.0), Map.entry(60L, 0.25));
    }
    assertThat(Files.readAllLines(file))
        .containsExactly("step,a,b", "20,1.00000,2.00000", "40,0.500000,", "60,,0.250000");
  }

  @Test
  void shouldBeginAnewWhereTheFiguresAreOthers() throws IOException {
    Path file = folder.resolve("losses.csv");
    try (TrainingLog log = new TrainingLog(file, List.of("a"), 0)) {
      log.add(20, Map.of("a", 1.0));
    }
    try (TrainingLog log = new TrainingLog(file, List.of("c"), 20)) {
      assertThat(log.read().get("c")).isEmpty();
    }
  }
}
