package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.train.loss.LossWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  private static final Path PHOTOS = Path.of("photos");

  @TempDir private Path folder;

  @BeforeEach
  void begin() throws IOException {
    RunFolder.of(folder, PHOTOS, Optional.empty(), "model-1", settings(1, 8, 100, 1)).write();
  }

  @Test
  void shouldGoOnWithOtherStepsAndLosses() throws IOException {
    RunFolder.of(
            folder, PHOTOS.toAbsolutePath(), Optional.empty(), "model-1", settings(1, 8, 200, 3))
        .write();
    assertThat(Files.readString(folder.resolve("settings.json"))).contains("\"steps\" : 200");
  }

  @Test
  void shouldNameWhatDiffersAndLeaveTheSettingsAlone() throws IOException {
    String before = Files.readString(folder.resolve("settings.json"));
    assertThatThrownBy(
            () ->
                RunFolder.of(
                    folder,
                    Path.of("others"),
                    Optional.empty(),
                    "model-2",
                    settings(2, 16, 100, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("seed 2 instead of 1")
        .hasMessageContaining("batch 16 instead of 8")
        .hasMessageContaining("faceModel model-2 instead of model-1")
        .hasMessageContaining("others instead of")
        .hasMessageNotContaining("learningRate");
    assertThat(Files.readString(folder.resolve("settings.json"))).isEqualTo(before);
  }

  private static CoarseSettings settings(long seed, int batch, long steps, float landmark) {
    LossWeights weights = LossWeights.standard().with(Map.of("landmark", landmark));
    return new CoarseSettings(steps, batch, 1e-3, 5, seed, 0.5, 40, 1, 2, 10, weights);
  }
}
