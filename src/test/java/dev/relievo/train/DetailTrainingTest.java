package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.face.MorphableModel;
import dev.relievo.nn.DetailNetwork;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stages;
import dev.relievo.stage.displace.DisplaceStage;
import dev.relievo.stage.displace.Gate;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import dev.relievo.train.detail.DetailVariant;
import dev.relievo.train.detail.DetailWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short training on the two photographs, and what comes of it in the stage. */
class DetailTrainingTest {

  private static final Path MODELS = Path.of("models");
  private static final ModelStore STORE = new ModelStore(MODELS);
  private static final MorphableModel MODEL = new Stages(MODELS).model();
  private static final int SIZE = 64;
  private static final int STEPS = 80;

  @TempDir private static Path folder;
  private static Path photos;

  @BeforeAll
  static void copyPhotographs() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    for (String name : List.of("grace_hopper.jpg", "astronaut.png")) {
      Files.copy(Path.of("src/main/resources/photos", name), photos.resolve(name));
    }
  }

  private static DetailSettings settings(long steps, DetailVariant variant) {
    return settings(steps, variant, 120);
  }

  private static DetailSettings settings(long steps, DetailVariant variant, int renderings) {
    return new DetailSettings(
        DetailSettings.Kind.stream,
        SIZE,
        steps,
        4,
        2e-3,
        10,
        1,
        0.5,
        renderings,
        8,
        40,
        variant,
        DetailWeights.standard(),
        false);
  }

  private static DetailRun.Places places(String run, Optional<Path> from) {
    return new DetailRun.Places(
        photos,
        Optional.empty(),
        from,
        folder.resolve("cache"),
        folder.resolve(run),
        folder.resolve(run + ".safetensors"));
  }

  private static List<String> train(String run, long steps, DetailVariant variant)
      throws IOException {
    return train(run, Optional.empty(), steps, variant);
  }

  private static List<String> train(
      String run, Optional<Path> from, long steps, DetailVariant variant) throws IOException {
    List<String> said = new ArrayList<>();
    try (DetailRun training =
        DetailRun.open(
            STORE, MODEL, places(run, from), "cpu", settings(steps, variant), said::add)) {
      assertThat(training.train(Duration.ofDays(1))).isEqualTo(CoarseTraining.End.FINISHED);
    }
    return said;
  }

  private static double total(String row, List<String> names) {
    return Double.parseDouble(row.split(",")[names.indexOf("total")]);
  }

  @Test
  void shouldSayBeforeItStartsThatItIsTooFewRenderingsForAGate() {
    assertThatThrownBy(() -> settings(1, DetailVariant.standard(), 111))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("28 or more, not 27");
    assertThat(settings(1, DetailVariant.standard(), 112).renderings()).isEqualTo(112);
  }

  @Test
  void shouldLearnFromAHandfulOfPicturesAndServeTheStage() throws Exception {
    List<String> said = train("run", STEPS, DetailVariant.standard());
    List<String> rows = Files.readAllLines(folder.resolve("run/losses.csv"));
    List<String> names = List.of(rows.get(0).split(","));
    assertThat(total(rows.get(rows.size() - 1), names))
        .isLessThan(0.97 * total(rows.get(1), names));
    assertThat(folder.resolve("run"))
        .isDirectoryContaining("glob:**settings.json")
        .isDirectoryContaining("glob:**validation.csv")
        .isDirectoryContaining("glob:**losses.png")
        .isDirectoryContaining("glob:**detail-000080.png");
    assertThat(said).anyMatch(line -> line.contains("step 80 of 80"));
    assertThat(folder.resolve("run.pt")).exists();
    Safetensors weights = Safetensors.read(folder.resolve("run.safetensors"));
    assertThat(Gate.ofText(weights.metadata().get(Gate.METADATA_KEY)).threshold())
        .isBetween(0.0, 1.0);
    serve(sure(weights));
  }

  /** So few steps teach no network to be sure of what it finds: the same, and sure. */
  private static Safetensors sure(Safetensors weights) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
    float[] bias = tensors.get("maps.bias").toFloats();
    bias[1] = -20;
    tensors.put("maps.bias", Tensor.f32(bias, bias.length));
    return Safetensors.of(tensors, weights.metadata());
  }

  /** The photograph through the stages, the last one with the network, gate open and gate shut. */
  private static void serve(Safetensors weights) throws IOException {
    Stages stages = new Stages(MODELS);
    try (var detect = stages.detect();
        var regress = stages.regress();
        var unwrap = stages.unwrap()) {
      FaceCrop crop = done(detect.apply(List.of(frame())).get(0));
      UnwrappedFace face =
          done(unwrap.apply(List.of(done(regress.apply(List.of(crop)).get(0)))).get(0));
      assertThat(face.getTexture().getWidth()).isNotEqualTo(SIZE);
      DetailedFace open = relief(weights, face, 1f), shut = relief(weights, face, 0f);
      assertThat(open.getGate()).isEqualTo(1);
      assertThat(shut.getGate()).isZero();
      assertThat(open.getDisplacement().getWidth()).isEqualTo(SIZE);
      assertThat(open.getDisplacement().getData()).isNotEqualTo(shut.getDisplacement().getData());
      assertThat(open.getFace().getModels()).last().isEqualTo("test-detail");
      assertThat(relief(weights, face, null).getGate()).isBetween(0f, 1f);
    }
  }

  private static DetailedFace relief(Safetensors weights, UnwrappedFace face, Float gate) {
    DetailNetwork network = DetailNetwork.of(weights, "detail", NetworkDevice.CPU);
    try (DisplaceStage stage =
        DisplaceStage.network(MODEL, network, "test-detail", Optional.ofNullable(gate))) {
      stage.warmUp(2);
      List<Outcome<DetailedFace>> both = stage.apply(List.of(face, face));
      assertThat(done(both.get(0))).isEqualTo(done(both.get(1)));
      return done(both.get(0));
    }
  }

  private static dev.relievo.record.Frame frame() throws IOException {
    return dev.relievo.record.Frame.newBuilder()
        .setCameraId("test")
        .setSequence(0)
        .setCapturedAt(Instant.EPOCH)
        .setImage(ByteBuffer.wrap(Files.readAllBytes(photos.resolve("grace_hopper.jpg"))))
        .build();
  }

  private static <O> O done(Outcome<O> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<O>) outcome).outputs().get(0);
  }

  @Test
  void shouldGoOnWhereItStoppedAndRefuseAnotherRun() throws IOException {
    train("halved", 3, DetailVariant.standard());
    assertThat(Checkpoint.read(folder.resolve("halved")).step()).isEqualTo(3);
    train("halved", 5, DetailVariant.standard());
    assertThat(Checkpoint.read(folder.resolve("halved")).step()).isEqualTo(5);
    assertThatThrownBy(() -> train("halved", 5, new DetailVariant(true, false, false)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("variant");
  }

  @Test
  void shouldStartFromANetworkThatWasTrained() throws IOException {
    train("first", 6, DetailVariant.standard());
    Path first = folder.resolve("first.safetensors");
    train("second", Optional.of(first), 1, DetailVariant.standard());
    float[] before = Safetensors.read(first).get("down1.weight").toFloats();
    float[] after =
        Safetensors.read(folder.resolve("second.safetensors")).get("down1.weight").toFloats();
    double moved = 0, size = 0;
    for (int i = 0; i < before.length; i++) {
      moved += Math.abs(after[i] - before[i]);
      size += Math.abs(before[i]);
    }
    assertThat(moved).isLessThan(0.02 * size);
    assertThatThrownBy(
            () -> train("third", Optional.of(first), 1, new DetailVariant(false, true, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another way");
  }

  @Test
  void shouldTrainEveryVariantOfTheAblation() throws IOException {
    train("depth", 2, new DetailVariant(true, false, false));
    train("concatenated", 2, new DetailVariant(false, true, false));
    train("blind", 2, new DetailVariant(false, false, true));
    for (String run : List.of("depth", "concatenated", "blind")) {
      assertThat(folder.resolve(run + ".safetensors")).exists();
    }
  }
}
