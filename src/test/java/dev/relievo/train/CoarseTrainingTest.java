package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
    train(through, 6, 6);
    // The same faces, found and rendered once.
    Files.createDirectories(halved);
    for (String faces : List.of("photographs.faces", "renderings.faces")) {
      Files.copy(through.resolve(faces), halved.resolve(faces));
    }
    train(halved, 6, 3);
    Checkpoint stopped = Checkpoint.read(halved);
    assertThat(stopped.step()).isEqualTo(3);
    assertThat(counts(stopped)).containsEntry("total", 3.0);
    train(halved, 6, 6);
    Checkpoint a = Checkpoint.read(through), b = Checkpoint.read(halved);
    assertThat(b.step()).isEqualTo(6);
    for (String name :
        List.of("feature.mean", "feature.deviation", "output.mean", "output.deviation")) {
      assertThat(b.more().get(name)).isNotEmpty().isEqualTo(a.more().get(name));
    }
    assertNear(b.optimizer().parameters(), a.optimizer().parameters());
    assertNear(b.optimizer().average(), a.optimizer().average());
    assertNear(b.more().get("statistics"), a.more().get("statistics"));
    // No step is lost for the log, whose next row is due at step 20.
    assertThat(counts(b)).isEqualTo(counts(a)).containsEntry("total", 6.0);
    assertThat(mean(b, "total")).isCloseTo(mean(a, "total"), withinPercentage(0.1));
  }

  /** Batches by figure; not every batch has pairs to compare. */
  private static Map<String, Double> counts(Checkpoint checkpoint) {
    return Arrays.stream(checkpoint.pending().split(","))
        .map(figure -> figure.split(" "))
        .collect(Collectors.toMap(parts -> parts[0], parts -> Double.parseDouble(parts[2])));
  }

  private static double mean(Checkpoint checkpoint, String figure) {
    Averages averages = new Averages();
    averages.restore(checkpoint.pending());
    return averages.take().get(figure);
  }

  /** The engine optimises a network at its first calls, anew in each run, and so rounds anew. */
  private static void assertNear(float[] actual, float[] expected) {
    double difference = 0, length = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(difference / length)).isLessThan(1e-4);
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
    return new CoarseRun.Places(photos, Optional.empty(), Optional.empty(), run, out);
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
