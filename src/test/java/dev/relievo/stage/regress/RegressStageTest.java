package dev.relievo.stage.regress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.tensor.ModelManifest;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Tensors;
import dev.relievo.train.RandomNetworks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage with a network that has learned nothing but where faces are. */
class RegressStageTest {

  private static final MorphableModel MODEL = SyntheticFace.MODEL;
  private static final Safetensors WEIGHTS = RandomNetworks.coarse(MODEL, 3);
  private static FaceCrop face;
  private static RegressStage stage;
  private static RegressStage refining;
  private static RegressStage relighting;

  @BeforeAll
  static void detectAFace() throws IOException {
    try (Stage<Frame, FaceCrop> detect = new Stages(Path.of("models")).detect();
        InputStream in = RegressStageTest.class.getResourceAsStream("/photos/grace_hopper.jpg")) {
      Frame frame =
          Frame.newBuilder()
              .setCameraId("test")
              .setSequence(1)
              .setCapturedAt(Instant.EPOCH)
              .setImage(ByteBuffer.wrap(in.readAllBytes()))
              .build();
      face = ((Outcome.Done<FaceCrop>) detect.apply(List.of(frame)).get(0)).outputs().get(0);
    }
    stage = stage(WEIGHTS, false, false);
    refining = stage(WEIGHTS, true, false);
    relighting = stage(WEIGHTS, false, true);
  }

  @AfterAll
  static void close() {
    stage.close();
    refining.close();
    relighting.close();
  }

  private static RegressStage stage(Safetensors weights, boolean refinePose, boolean refineLight) {
    CoarseNetwork network = CoarseNetwork.of(weights, "random", NetworkDevice.CPU);
    return RegressStage.network(MODEL, network, "relievo-coarse@random", refinePose, refineLight);
  }

  @Test
  void shouldGiveACompleteRecordByTheNetwork() {
    CoarseFace coarse = done(stage.apply(List.of(face)).get(0));
    assertThat(coarse.getFace().getModels()).endsWith("relievo-coarse@random", MODEL.id());
    assertThat(coarse.getLandmarks()).isEqualTo(face.getLandmarks());
    assertThat(coarse.getCrop()).isEqualTo(face.getCrop());
    assertThat(coarse.getLandmarkError()).isBetween(0.001f, 1f);
    assertThat(coarse.getPhotometricError()).isBetween(0.001f, 1f);
    FaceParameters found = FaceRecords.fromRecord(MODEL, coarse.getCoefficients());
    assertThat(found.pose().z()).isPositive();
    for (float weight : found.expression()) {
      assertThat(weight).isBetween(0f, 1f);
    }
  }

  @Test
  void shouldReportTheLandmarkErrorThatTheRecordHas() {
    CoarseFace coarse = done(stage.apply(List.of(face)).get(0));
    FaceParameters found = FaceRecords.fromRecord(MODEL, coarse.getCoefficients());
    float[] points = FaceFit.project(MODEL, found, FaceRecords.camera(face.getFace()));
    float[] landmarks = Tensors.floats(face.getLandmarks(), FaceLandmarks.COUNT, 3);
    double sum = 0;
    for (int i = 0; i < points.length; i += 3) {
      sum += Math.hypot(points[i] - landmarks[i], points[i + 1] - landmarks[i + 1]);
    }
    assertThat(coarse.getLandmarkError())
        .isCloseTo(
            (float) (sum / FaceLandmarks.COUNT / FaceLandmarks.interOcular(landmarks)),
            within(1e-3f));
  }

  @Test
  void shouldMeasureColoursAsTheFitDoes() throws Exception {
    try (RegressStage fit = RegressStage.fit(MODEL)) {
      CoarseFace fitted = done(fit.apply(List.of(face)).get(0));
      FaceParameters found = FaceRecords.fromRecord(MODEL, fitted.getCoefficients());
      float error =
          new SkinCheck(new ControlSurface(MODEL), null)
              .check(found, FaceInput.of(face, 168))
              .error();
      assertThat(error).isCloseTo(fitted.getPhotometricError(), within(0.01f));
    }
  }

  @Test
  void shouldBringTheFaceOntoTheLandmarksWhereToldTo() {
    float plain = done(stage.apply(List.of(face)).get(0)).getLandmarkError();
    assertThat(done(refining.apply(List.of(face)).get(0)).getLandmarkError())
        .isLessThan(plain / 2)
        .isLessThan(0.12f);
  }

  @Test
  void shouldBringLightAndAlbedoToThePictureWhereToldTo() {
    CoarseFace plain = done(stage.apply(List.of(face)).get(0));
    CoarseFace relit = done(relighting.apply(List.of(face)).get(0));
    assertThat(relit.getPhotometricError()).isLessThan(0.9f * plain.getPhotometricError());
    assertThat(relit.getLandmarkError()).isEqualTo(plain.getLandmarkError());
    FaceParameters before = FaceRecords.fromRecord(MODEL, plain.getCoefficients());
    FaceParameters after = FaceRecords.fromRecord(MODEL, relit.getCoefficients());
    assertThat(after.identity()).isEqualTo(before.identity());
    assertThat(after.pose()).isEqualTo(before.pose());
    assertThat(after.albedo()).isNotEqualTo(before.albedo());
  }

  @Test
  void shouldGiveEachFaceOfABatchWhatItGetsAlone() {
    List<Outcome<CoarseFace>> batch = relighting.apply(Collections.nCopies(6, face));
    CoarseFace alone = done(relighting.apply(List.of(face)).get(0));
    for (Outcome<CoarseFace> outcome : batch) {
      assertThat(done(outcome).getPhotometricError())
          .isCloseTo(alone.getPhotometricError(), within(1e-4f));
    }
  }

  @Test
  void shouldFailOneBadFaceOfABatchAlone() {
    float[] nowhere = new float[3 * FaceLandmarks.COUNT];
    float[] broken = Tensors.floats(face.getLandmarks(), FaceLandmarks.COUNT, 3).clone();
    broken[30] = Float.NaN;
    List<FaceCrop> batch =
        List.of(
            face,
            with(nowhere),
            FaceCrop.newBuilder(face).setLandmarks(Tensors.of(new float[6], 2, 3)).build(),
            FaceCrop.newBuilder(face).setCrop(image(64, 64, new byte[] {1, 2, 3})).build(),
            with(broken),
            FaceCrop.newBuilder(face).setCrop(image(99, 99, jpeg())).build(),
            face);
    for (RegressStage each : List.of(stage, refining)) {
      List<Outcome<CoarseFace>> outcomes = each.apply(batch);
      assertThat(outcomes).hasSize(7);
      assertThat(reason(outcomes.get(1))).isEqualTo(RejectReason.NOT_CONVERGED);
      assertThat(reason(outcomes.get(2))).isEqualTo(RejectReason.INVALID_RECORD);
      assertThat(outcomes.get(3)).isInstanceOf(Outcome.Failed.class);
      assertThat(reason(outcomes.get(4))).isEqualTo(RejectReason.NOT_CONVERGED);
      assertThat(reason(outcomes.get(5))).isEqualTo(RejectReason.INVALID_RECORD);
      float alone = done(each.apply(List.of(face)).get(0)).getLandmarkError();
      assertThat(done(outcomes.get(0)).getLandmarkError()).isCloseTo(alone, within(1e-4f));
      assertThat(done(outcomes.get(6)).getLandmarkError()).isCloseTo(alone, within(1e-4f));
    }
  }

  @Test
  void shouldNotPassOnWhatIsNoFace() {
    Map<String, Safetensors.Tensor> wild = new LinkedHashMap<>(WEIGHTS.tensors());
    float[] bias = wild.get("coefficients.bias").toFloats();
    Arrays.fill(bias, 0, 10, 1000);
    wild.put("coefficients.bias", Safetensors.Tensor.f32(bias, bias.length));
    try (RegressStage absurd = stage(Safetensors.of(wild, WEIGHTS.metadata()), false, false)) {
      assertThat(reason(absurd.apply(List.of(face)).get(0))).isEqualTo(RejectReason.NOT_CONVERGED);
    }
  }

  @Test
  void shouldRefuseANetworkOfAnotherFaceModel() {
    Map<String, String> other = new LinkedHashMap<>(WEIGHTS.metadata());
    other.put(CoarseNetwork.FACE_MODEL_KEY, "somebody-else@7");
    Safetensors weights = Safetensors.of(WEIGHTS.tensors(), other);
    assertThatThrownBy(() -> stage(weights, false, false))
        .hasMessageContaining("somebody-else@7")
        .hasMessageContaining(MODEL.id());
  }

  @Test
  void shouldFitWhereTheModelsFolderHasNoNetwork(@TempDir Path folder) throws IOException {
    Path models = Path.of("models");
    ModelManifest.Model faceModel = ModelManifest.read(models).get("relievo-face");
    Files.createDirectories(folder.resolve(faceModel.file()).getParent());
    Files.copy(models.resolve(faceModel.file()), folder.resolve(faceModel.file()));
    new ModelManifest(List.of(faceModel)).write(folder);

    Stages stages = new Stages(folder);

    assertThat(stages.hasNetwork()).isFalse();
    try (RegressStage fallback = stages.regress()) {
      assertThat(fallback.method()).isEqualTo(RegressStage.FIT);
      assertThat(done(fallback.apply(List.of(face)).get(0)).getFace().getModels())
          .endsWith(RegressStage.FIT, MODEL.id());
    }
  }

  @Test
  void shouldFitWhereToldTo() {
    RegressOptions options = new RegressOptions(RegressOptions.Method.FIT, false, true, "cpu");
    try (RegressStage fit = new Stages(Path.of("models"), options).regress()) {
      assertThat(fit.method()).isEqualTo(RegressStage.FIT);
    }
  }

  @Test
  void shouldWarmUpForEveryBatchThenRunAsBefore() {
    stage.warmUp(4);
    List<Outcome<CoarseFace>> outcomes = stage.apply(Collections.nCopies(5, face));
    assertThat(outcomes).hasSize(5).allMatch(Outcome.Done.class::isInstance);
  }

  private static FaceCrop with(float[] landmarks) {
    return FaceCrop.newBuilder(face)
        .setLandmarks(Tensors.of(landmarks, FaceLandmarks.COUNT, 3))
        .build();
  }

  private static byte[] jpeg() {
    return ImageEncoder.jpeg(new RgbImage(100, 100), 90);
  }

  private static EncodedImage image(int width, int height, byte[] data) {
    return new EncodedImage(width, height, ImageEncoding.JPEG, ByteBuffer.wrap(data));
  }

  private static CoarseFace done(Outcome<CoarseFace> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<CoarseFace>) outcome).outputs().get(0);
  }

  private static RejectReason reason(Outcome<CoarseFace> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed<CoarseFace>) outcome).reason();
  }
}
