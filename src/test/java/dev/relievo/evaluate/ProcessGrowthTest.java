package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.TestConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessGrowthTest {

  private static final int BATCH = 2;
  private static final int DEVICE_MILLIS = 300;

  /** Times on a busy machine are noisy: only what holds on any is checked. */
  @Test
  void shouldMeasureRealProcessesAndNeverMoreThanTheirDevicesCan() throws Exception {
    ProcessGrowth.Plan plan =
        new ProcessGrowth.Plan(2, BATCH, Duration.ofMillis(DEVICE_MILLIS), Duration.ofSeconds(3));

    GrowthTable table =
        new ProcessGrowth(TestConfig.with(Map.of()), plan, ProcessGrowthTest::command, said -> {})
            .run(new byte[1000]);

    for (String processes : List.of("1", "2")) {
      assertThat(table.figure(processes, "frames_per_s")).isPositive();
      // A batch that ends as the window opens counts in full.
      assertThat(table.figure(processes, "of_devices")).isBetween(0.0, 1.2);
    }
    assertThat(table.figure("1", "of_linear")).isEqualTo(1);
    assertThat(table.metrics().values())
        .containsKeys("growth.processes.1.frames_per_s", "growth.processes.2.of_linear");
  }

  private static List<String> command(KafkaSettings settings, ProcessGrowth.Plan plan) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        SimulatedStageMain.class.getName(),
        settings.bootstrapServers(),
        "" + plan.batch(),
        "" + plan.device().toMillis());
  }
}
