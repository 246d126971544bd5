package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.stage.Stages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VideoEvaluationTest {

  @Test
  void shouldCalmAFaceAndLetItMoveAndKeepItOnePerson() throws IOException {
    Map<String, Metrics.Metric> figures;
    try (VideoEvaluation evaluation =
        new VideoEvaluation(new Stages(Path.of("models")), line -> {})) {
      figures = evaluation.run(1, 4, List.of()).values();
    }
    assertThat(figures.get("video.jitter_mm.raw").value()).isPositive();
    assertThat(figures.get("video.jitter_mm.ratio").value()).isLessThan(0.25);
    assertThat(figures.get("video.lag_frames").value()).isBetween(0.0, 1.0);
    assertThat(figures.get("video.identity_drift.ratio").value()).isLessThan(0.2);
    assertThat(figures.get("video.track_id_switches")).isEqualTo(new Metrics.Metric(0, 48));
  }

  @Test
  void shouldMeasureALagThatIsKnown() {
    List<float[]> truth = new ArrayList<>(), late = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      truth.add(new float[] {(float) Math.sin(0.2 * i), 3, 0});
      late.add(new float[] {(float) Math.sin(0.2 * (i - 1.5)) + 7, 3, 0});
    }

    assertThat(ClipMeasures.lag(late, truth)).isBetween(1.4, 1.6);
  }
}
