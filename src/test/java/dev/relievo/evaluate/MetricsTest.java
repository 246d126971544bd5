package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

  @Test
  void shouldWriteEachFigureWithItsCount(@TempDir Path folder) throws IOException {
    Metrics metrics = new Metrics();
    metrics.put("fit.landmark_nme.london", 0.031, 26);
    metrics.putPercentiles("fit.ms_per_face", new double[] {5, 1, 3, 2, 4});
    Path file = folder.resolve("m.json");
    metrics.write(file);
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(root.path("fit.landmark_nme.london").path("value").asDouble()).isEqualTo(0.031);
    assertThat(root.path("fit.landmark_nme.london").path("n").asInt()).isEqualTo(26);
    assertThat(root.path("fit.ms_per_face.p50").path("value").asDouble()).isEqualTo(3);
    assertThat(root.path("fit.ms_per_face.p95").path("value").asDouble()).isEqualTo(4.8);
    StringWriter table = new StringWriter();
    metrics.print(new PrintWriter(table));
    assertThat(table.toString().lines()).hasSize(3).allMatch(line -> line.contains("n="));
  }

  @Test
  void shouldRefuseTheSameKeyTwice() {
    Metrics metrics = new Metrics();
    metrics.put("a", 1, 1);
    assertThatThrownBy(() -> metrics.put("a", 2, 1)).hasMessageContaining("a");
  }

  @Test
  void shouldHoldNoFigureWithoutSamples() {
    Metrics metrics = new Metrics();
    metrics.putPercentiles("x", new double[0]);
    assertThat(metrics.values()).isEmpty();
  }
}
