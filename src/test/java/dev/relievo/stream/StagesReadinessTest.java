package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class StagesReadinessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final StagesReadiness readiness = new StagesReadiness();

  @Test
  void shouldBeReadyWhenTheLastOfItsStagesRuns() throws Exception {
    assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    RelievoConfig config = TestConfig.with(Map.of("relievo.stage.threads", "1"));
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).at(broker.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(settings)) {
        admin.create(Topics.all(), 1, (short) 1);
      }
      try (StageRunner runner = new StageRunner(config, settings, new SimpleMeterRegistry())) {
        readiness.of(runner, List.of("mesh", "detect"));
        runner.start(Chain.mesh(), TextStages.mesh());
        await().atMost(PATIENCE).until(() -> "RUNNING".equals(state("mesh")));
        assertThat(readiness.call().getStatus())
            .as("detect is still to come")
            .isEqualTo(Status.DOWN);

        Slow slow = new Slow();
        Thread starting = new Thread(() -> runner.start(Chain.detect(), slow));
        starting.start();
        slow.loading.await();
        assertThat(readiness.call().getStatus()).as("while it loads").isEqualTo(Status.DOWN);
        assertThat(state("detect")).isEqualTo("LOADING");
        slow.loaded.countDown();
        starting.join();
        await().atMost(PATIENCE).until(() -> readiness.call().getStatus() == Status.UP);
      }
      assertThat(readiness.call().getStatus()).as("stopped").isEqualTo(Status.DOWN);
    }
  }

  private String state(String stage) {
    HealthCheckResponse response = readiness.call();
    return response.getData().map(data -> (String) data.get(stage)).orElse(null);
  }

  /** Loads until told that it has. */
  private static final class Slow implements Stage<Frame, FaceCrop> {

    private final CountDownLatch loading = new CountDownLatch(1);
    private final CountDownLatch loaded = new CountDownLatch(1);

    @Override
    public void warmUp(int maxBatch) {
      loading.countDown();
      try {
        loaded.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<Outcome<FaceCrop>> apply(List<Frame> batch) {
      return TextStages.detect().apply(batch);
    }
  }
}
