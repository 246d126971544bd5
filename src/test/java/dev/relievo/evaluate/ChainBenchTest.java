package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.stage.Stages;
import dev.relievo.stream.Chain;
import dev.relievo.stream.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChainBenchTest {

  private static final int FRAMES = 6;

  @Test
  void shouldAccountForAllTimeAllTopicsAndAllStages() throws Exception {
    byte[] photo;
    try (InputStream in = getClass().getResourceAsStream("/photos/grace_hopper.jpg")) {
      photo = in.readAllBytes();
    }
    Metrics metrics =
        new ChainBench(
                new Stages(Path.of("models")),
                TestConfig.with(Map.of()),
                new SimpleMeterRegistry(),
                said -> {})
            .run(List.of(photo), FRAMES, Duration.ofMillis(1));

    double parts =
        Stream.of("stages", "broker", "clients", "jit", "gc", "rest")
            .mapToDouble(party -> value(metrics, "chain.cpu_ms_per_face." + party))
            .sum();
    assertThat(parts).isCloseTo(value(metrics, "chain.cpu_ms_per_face"), within(1e-6));
    assertThat(value(metrics, "chain.bytes_per_face.frames")).isGreaterThan(photo.length);
    for (String topic : List.of("face_crops", "coarse_faces", "uv_maps", "detailed_faces")) {
      assertThat(value(metrics, "chain.bytes_per_face." + topic)).isGreaterThan(10_000);
    }
    double sum = 0;
    for (String stage : Chain.STAGES) {
      sum += value(metrics, "chain.stage_latency_ms." + stage + ".unloaded.p50");
      assertThat(value(metrics, "chain.batch." + stage)).isBetween(1.0, 4.0);
    }
    // Hops follow one another, so together they are about the way from end to end.
    double whole = value(metrics, "chain.latency_ms.unloaded.p50");
    assertThat(sum).isBetween(0.4 * whole, 1.1 * whole + 10);
    assertThat(value(metrics, "chain.requests_per_face.produce")).isBetween(1.0, 10.0);
    assertThat(value(metrics, "chain.allocated_kb_per_face.broker")).isPositive();
  }

  private static double value(Metrics metrics, String key) {
    assertThat(metrics.values()).containsKey(key);
    return metrics.values().get(key).value();
  }
}
