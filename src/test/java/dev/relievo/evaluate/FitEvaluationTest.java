package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.stage.Stages;
import dev.relievo.stage.SyntheticFace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitEvaluationTest {

  @Test
  void shouldCountFacesFoundAndMissedAndMeasureTheFit(@TempDir Path folder) throws IOException {
    copy("grace_hopper.jpg", folder.resolve("people/a.jpg"));
    copy("astronaut.png", folder.resolve("people/b.png"));
    Files.writeString(folder.resolve("people/c.jpg"), "no picture");
    Files.writeString(
        folder.resolve("index.csv"),
        "file,split,licence\npeople/a.jpg,validation,x\npeople/b.png,validation,y\npeople/c.jpg,validation,z\n");
    try (RegressEvaluation evaluation =
        new RegressEvaluation(new Stages(Path.of("models")), line -> {})) {
      Metrics metrics = evaluation.photographs(PhotoIndex.read(folder), null);
      assertThat(metrics.values().get("detect.found.people"))
          .isEqualTo(new Metrics.Metric(2 / 3.0, 3));
      assertThat(metrics.values().get("fit.reprojection_nme.people").n()).isEqualTo(2);
      assertThat(metrics.values().get("fit.reprojection_nme.people").value()).isLessThan(0.03);
      assertThat(metrics.values().get("fit.photometric.people").value()).isLessThan(0.12);
    }
  }

  @Test
  void shouldRecoverSyntheticFacesBetterThanTheMeanFaceDoes() {
    Metrics metrics = SyntheticFitEvaluation.run(SyntheticFace.MODEL, 4, 7);
    for (int yaw : List.of(0, 30, 60)) {
      assertThat(metrics.values().get("fit.synthetic.vertex_mm.yaw" + yaw).value())
          .isLessThan(metrics.values().get("fit.synthetic.vertex_mm.mean_face.yaw" + yaw).value());
    }
  }

  @Test
  void shouldSayWhatAFolderWithoutIndexLacks(@TempDir Path folder) {
    assertThatThrownBy(() -> PhotoIndex.read(folder)).hasMessageContaining("index.csv");
  }

  private static void copy(String photo, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (InputStream in = FitEvaluationTest.class.getResourceAsStream("/photos/" + photo)) {
      Files.copy(in, to);
    }
  }
}
