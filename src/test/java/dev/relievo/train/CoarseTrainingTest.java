package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.stage.Stages;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Safetensors;
import dev.relievo.train.loss.LossWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole training on the two photographs that ship, as a researcher runs it on a folder. */
class CoarseTrainingTest {

  private static final Path MODELS = Path.of("models");
  private static final ModelStore STORE = new ModelStore(MODELS);
  private static final MorphableModel MODEL = new Stages(MODELS).model();

  @TempDir private static Path folder;
  private static Path photos;

  @BeforeAll
  static void copyPhotographs() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    for (String name : List.of("grace_hopper.jpg", "astronaut.png")) {
      Files.copy(Path.of("src/main/resources/photos", name), photos.resolve(name));
    }
  }

  @Test
  void shouldLearnFromAHandfulOfPictures() throws IOException {
    List<String> said = new ArrayList<>();
    Path run = folder.resolve("run"), out = folder.resolve("coarse.safetensors");
    CoarseTraining.End end;
    try (CoarseRun training =
        CoarseRun.open(STORE, MODEL, places(run, out), "cpu", settings(40, 10), said::add)) {
      end = training.train(Duration.ofDays(1));
    }
    assertThat(end).isEqualTo(CoarseTraining.End.FINISHED);
    List<String> rows = Files.readAllLines(run.resolve("losses.csv"));
    assertThat(total(rows, 2)).isLessThan(0.9 * total(rows, 1));
    assertThat(run)
        .isDirectoryContaining("glob:**settings.json")
        .isDirectoryContaining("glob:**losses.csv")
        .isDirectoryContaining("glob:**losses.png")
        .isDirectoryContaining("glob:**coarse-000040.png");
    assertThat(said).anyMatch(line -> line.contains("step 40 of 40"));
    Safetensors weights = Safetensors.read(out);
    assertThat(weights.metadata()).containsEntry(CoarseNetwork.FACE_MODEL_KEY, MODEL.id());
    try (CoarseNetwork network = CoarseNetwork.of(weights, "coarse", NetworkDevice.of("cpu"))) {
      assertThat(network.length()).isEqualTo(new FaceVector(MODEL).length());
    }
    assertThat(folder.resolve("coarse.pt")).exists();
  }

  @Test
  void shouldGoOnAsIfItHadNotStopped() throws IOException {
    Path through = folder.resolve("through"), halved = folder.resolve("halved");
    train(through, 21, 21);
    train(halved, 21, 3);
    assertThat(CoarseCheckpoint.read(halved).step()).isEqualTo(3);
    train(halved, 21, 21);
    CoarseCheckpoint a = CoarseCheckpoint.read(through), b = CoarseCheckpoint.read(halved);
    assertThat(b.step()).isEqualTo(21);
    assertThat(b.optimizer().parameters()).isEqualTo(a.optimizer().parameters());
    assertThat(b.optimizer().first()).isEqualTo(a.optimizer().first());
    assertThat(b.optimizer().second()).isEqualTo(a.optimizer().second());
    assertThat(b.optimizer().average()).isEqualTo(a.optimizer().average());
    assertThat(b.statistics()).isEqualTo(a.statistics());
    assertThat(b.pending()).isEqualTo(a.pending());
    assertThat(Files.readAllLines(halved.resolve("losses.csv")))
        .isEqualTo(Files.readAllLines(through.resolve("losses.csv")))
        .hasSize(2);
  }

  /** Trains up to a step, as an interruption would leave it. */
  private static void train(Path run, long steps, long until) throws IOException {
    try (CoarseRun training =
        CoarseRun.open(
            STORE,
            MODEL,
            places(run, run.resolve("out.safetensors")),
            "cpu",
            settings(steps, 100),
            line -> {})) {
      training.train(
          Duration.ofDays(1),
          step -> {
            if (step == until) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  private static CoarseRun.Places places(Path run, Path out) {
    return new CoarseRun.Places(photos, Optional.empty(), run, out);
  }

  private static CoarseSettings settings(long steps, int validateEvery) {
    return new CoarseSettings(
        steps, 6, 2e-3, 5, 1, 0.5, 40, 1, 2, validateEvery, LossWeights.standard());
  }

  private static double total(List<String> rows, int row) {
    int column = List.of(rows.get(0).split(",")).indexOf("total");
    return Double.parseDouble(rows.get(row).split(",", -1)[column]);
  }
}
