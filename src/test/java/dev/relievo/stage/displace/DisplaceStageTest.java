package dev.relievo.stage.displace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.export.DisplacementImages;
import dev.relievo.export.Faces;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.MorphableModels;
import dev.relievo.image.GreyDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.FaceDetectorOptions;
import dev.relievo.nn.Precision;
import dev.relievo.record.Coefficients;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.RejectReason;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.SidePool;
import dev.relievo.stage.Stages;
import dev.relievo.stage.regress.RegressOptions;
import dev.relievo.tensor.ModelManifest;
import dev.relievo.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DisplaceStageTest {

  private static final MorphableModel MODEL = MorphableModels.tiny();
  private static final UnwrappedFace FACE = Faces.unwrapped(MODEL, 0);
  private static final int SIDE = FACE.getTexture().getWidth();

  @Test
  void shouldLeaveEveryFaceAsItIsWithoutAMethod() throws Exception {
    try (DisplaceStage stage = DisplaceStage.flat(MODEL)) {
      DetailedFace face = done(stage.apply(List.of(FACE)).get(0));

      assertThat(face.getGate()).isZero();
      assertThat(relief(face).millimetres()).hasSize(SIDE * SIDE).containsOnly(0);
      assertThat(confidence(face)).containsOnly(0);
      assertThat(face.getFace().getModels()).endsWith(DisplaceStage.FLAT);
    }
  }

  @Test
  void shouldPassOnWhatTheMethodFoundAndAllThatCame() throws Exception {
    Scripted method = new Scripted();
    try (DisplaceStage stage = new DisplaceStage(MODEL, method, new SidePool("test"))) {
      DetailedFace face = done(stage.apply(List.of(FACE)).get(0));

      assertThat(face.getDisplacement().getWidth()).isEqualTo(2);
      assertThat(relief(face).millimetres())
          .containsExactly(new float[] {0.125f, -0.25f, 0, 2}, within(1e-4f));
      assertThat(confidence(face)).containsExactly(0, 1, 128, 255);
      assertThat(face.getGate()).isEqualTo(0.75f);
      assertThat(face.getFace().getModels()).endsWith("scripted@1");
      assertThat(face.getFace().getFaceId()).isEqualTo(FACE.getFace().getFaceId());
      assertThat(face.getLandmarks()).isEqualTo(FACE.getLandmarks());
      assertThat(face.getCoefficients()).isEqualTo(FACE.getCoefficients());
      assertThat(face.getTexture()).isEqualTo(FACE.getTexture());
      assertThat(face.getVisibility()).isEqualTo(FACE.getVisibility());
    }
    assertThat(method.closed).isTrue();
  }

  @Test
  void shouldGiveTheMethodTheMapsAsTheyAre() {
    Scripted method = new Scripted();
    byte[] visibility = new byte[SIDE * SIDE];
    visibility[3] = (byte) 200;
    byte[] png = ImageEncoder.greyPng(visibility, SIDE, SIDE);
    try (DisplaceStage stage = new DisplaceStage(MODEL, method, new SidePool("test"))) {
      stage.apply(List.of(UnwrappedFace.newBuilder(FACE).setVisibility(image(SIDE, png)).build()));
    }
    ReliefInput seen = method.seen.get(0);
    assertThat(seen.visibility()).isEqualTo(visibility);
    assertThat(seen.texture().width()).isEqualTo(SIDE);
    // Red grows to the right, green downwards.
    assertThat(seen.texture().data()[3 * 60] & 0xff).isCloseTo(240, within(8));
    assertThat(seen.texture().data()[3 * 60 * SIDE + 1] & 0xff).isCloseTo(240, within(8));
    assertThat(seen.face().pose().z()).isEqualTo(700);
    assertThat(seen.ref()).isEqualTo(FACE.getFace());
  }

  static Stream<Arguments> unusable() {
    Coefficients c = FACE.getCoefficients();
    byte[] jpeg = ImageEncoder.jpeg(new RgbImage(SIDE, SIDE), 90);
    byte[] small = ImageEncoder.greyPng(new byte[32 * 32], 32, 32);
    byte[] deep = ImageEncoder.greyPng(new short[SIDE * SIDE], SIDE, SIDE);
    byte[] oblong = ImageEncoder.jpeg(new RgbImage(SIDE, SIDE + 8), 90);
    float[] nan = {Float.NaN}, far = {0, 0, Float.POSITIVE_INFINITY};
    float[] dark = new float[27];
    dark[13] = Float.NaN;
    return Stream.of(
        bad("texture is no picture", RejectReason.NOT_AN_IMAGE, texture(SIDE, 1, 2, 3, 4, 0, 6)),
        bad("texture is empty", RejectReason.EMPTY, texture(SIDE)),
        bad(
            "texture is cut off",
            RejectReason.CORRUPT,
            UnwrappedFace.newBuilder(FACE)
                .setTexture(image(SIDE, Arrays.copyOf(jpeg, jpeg.length / 2)))
                .build()),
        bad(
            "texture is not of the size that is said",
            RejectReason.INVALID_RECORD,
            UnwrappedFace.newBuilder(FACE).setTexture(image(SIDE + 1, jpeg)).build()),
        bad(
            "texture is not square",
            RejectReason.INVALID_RECORD,
            UnwrappedFace.newBuilder(FACE).setTexture(image(SIDE, oblong)).build()),
        bad("visibility of another size", RejectReason.INVALID_RECORD, visibility(32, small)),
        bad("visibility lies about its size", RejectReason.INVALID_RECORD, visibility(SIDE, small)),
        bad("visibility of 16 bits", RejectReason.UNSUPPORTED_FORMAT, visibility(SIDE, deep)),
        bad("visibility in colours", RejectReason.UNSUPPORTED_FORMAT, visibility(SIDE, jpeg)),
        bad("another face model", with(Coefficients.newBuilder(c).setModelId("another@1"))),
        bad(
            "coefficients of another number",
            with(Coefficients.newBuilder(c).setIdentity(Tensors.of(new float[3], 3)))),
        bad("NaN identity", with(Coefficients.newBuilder(c).setIdentity(Tensors.of(nan, 1)))),
        bad("NaN expression", with(Coefficients.newBuilder(c).setExpression(Tensors.of(nan, 1)))),
        bad("NaN light", with(Coefficients.newBuilder(c).setIllumination(Tensors.of(dark, 3, 9)))),
        bad("infinitely far", with(Coefficients.newBuilder(c).setTranslation(Tensors.of(far, 3)))),
        bad(
            "no rotation",
            with(Coefficients.newBuilder(c).setRotation(Tensors.of(new float[4], 4)))));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void shouldFailABadFaceAloneAndGoOn(UnwrappedFace bad, RejectReason reason) {
    Scripted method = new Scripted();
    try (DisplaceStage stage = new DisplaceStage(MODEL, method, new SidePool("test"))) {
      UnwrappedFace other = Faces.unwrapped(MODEL, 7);

      List<Outcome<DetailedFace>> outcomes = stage.apply(List.of(bad, FACE, bad, other));

      assertThat(outcomes).hasSize(4);
      assertThat(done(outcomes.get(1)).getFace().getFaceIndex()).isZero();
      assertThat(done(outcomes.get(3)).getFace().getFaceIndex()).isEqualTo(7);
      for (int i = 0; i <= 2; i += 2) {
        Outcome.Failed<DetailedFace> failed = (Outcome.Failed<DetailedFace>) outcomes.get(i);
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed.message()).contains(bad.getFace().getFaceId());
      }
      assertThat(method.seen).hasSize(2);
      assertThat(stage.apply(List.of(bad))).hasSize(1);
      assertThat(method.calls).as("an empty batch is none").isEqualTo(1);
    }
  }

  @Test
  void shouldFailAFaceForWhichTheMethodHasNoReliefAndGoOn() {
    Scripted method = new Scripted();
    method.answers.add(Outcome.failed(RejectReason.NOT_CONVERGED, "no relief here"));
    float[] nan = {0, 0, Float.NaN, 0};
    method.answers.add(Outcome.done(new Relief(new DisplacementMap(2, nan), new byte[4], 1)));
    try (DisplaceStage stage = new DisplaceStage(MODEL, method, new SidePool("test"))) {
      List<Outcome<DetailedFace>> outcomes = stage.apply(List.of(FACE, FACE, FACE));

      assertThat(reason(outcomes.get(0))).isEqualTo(RejectReason.NOT_CONVERGED);
      assertThat(reason(outcomes.get(1))).isEqualTo(RejectReason.NOT_CONVERGED);
      assertThat(done(outcomes.get(2)).getGate()).isEqualTo(0.75f);
    }
  }

  @Test
  void shouldWarmUpItsMethod() {
    Scripted method = new Scripted();
    try (DisplaceStage stage = new DisplaceStage(MODEL, method, new SidePool("test"))) {
      stage.warmUp(8);
    }
    assertThat(method.warmedFor).isEqualTo(8);
  }

  @Test
  void shouldRefuseReliefOutOfItsRanges() {
    DisplacementMap map = DisplacementMap.flat(2);
    for (float gate : new float[] {-0.1f, 1.1f, Float.NaN}) {
      assertThatThrownBy(() -> new Relief(map, new byte[4], gate)).hasMessageContaining("gate");
      assertThatThrownBy(
              () ->
                  new DisplaceOptions(
                      DisplaceOptions.Method.NETWORK, Optional.of(gate), "cpu", Precision.AUTO))
          .hasMessageContaining("gate");
    }
    assertThatThrownBy(() -> new Relief(map, new byte[5], 1)).hasMessageContaining("confidence");
  }

  @Test
  void shouldFindNoReliefWhereTheModelsFolderHasNoNetwork(@TempDir Path folder) throws IOException {
    Path models = Path.of("models");
    ModelManifest.Model faceModel = ModelManifest.read(models).get("relievo-face");
    Files.createDirectories(folder.resolve(faceModel.file()).getParent());
    Files.copy(models.resolve(faceModel.file()), folder.resolve(faceModel.file()));
    new ModelManifest(List.of(faceModel)).write(folder);

    try (DisplaceStage stage = new Stages(folder).displace()) {
      assertThat(stage.method()).isEqualTo(DisplaceStage.FLAT);
    }
  }

  @Test
  void shouldFindNoReliefWhereToldTo() {
    Stages stages =
        new Stages(
            Path.of("models"),
            FaceDetectorOptions.DEFAULT,
            RegressOptions.DEFAULT,
            256,
            new DisplaceOptions(
                DisplaceOptions.Method.NONE, Optional.empty(), "cpu", Precision.AUTO));
    try (DisplaceStage stage = stages.displace()) {
      assertThat(stage.method()).isEqualTo(DisplaceStage.FLAT);
    }
  }

  /** Answers what it is told, and beyond that the same small relief; keeps what it saw. */
  private static final class Scripted implements ReliefMethod {

    private final List<Outcome<Relief>> answers = new ArrayList<>();
    private final List<ReliefInput> seen = new ArrayList<>();
    private int calls;
    private int warmedFor;
    private boolean closed;

    @Override
    public String id() {
      return "scripted@1";
    }

    @Override
    public List<Outcome<Relief>> relief(List<ReliefInput> faces) {
      calls++;
      seen.addAll(faces);
      List<Outcome<Relief>> all = new ArrayList<>(answers);
      while (all.size() < faces.size()) {
        float[] mm = {0.125f, -0.25f, 0, 30};
        byte[] confidence = {0, 1, (byte) 128, (byte) 255};
        all.add(Outcome.done(new Relief(new DisplacementMap(2, mm), confidence, 0.75f)));
      }
      return all;
    }

    @Override
    public void warmUp(int maxBatch) {
      warmedFor = maxBatch;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static Arguments bad(String name, UnwrappedFace face) {
    return bad(name, RejectReason.INVALID_RECORD, face);
  }

  private static Arguments bad(String name, RejectReason reason, UnwrappedFace face) {
    return Arguments.of(Named.of(name, face), reason);
  }

  private static UnwrappedFace with(Coefficients.Builder coefficients) {
    return UnwrappedFace.newBuilder(FACE).setCoefficients(coefficients.build()).build();
  }

  private static UnwrappedFace texture(int size, int... bytes) {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) bytes[i];
    }
    return UnwrappedFace.newBuilder(FACE).setTexture(image(size, data)).build();
  }

  private static UnwrappedFace visibility(int size, byte[] data) {
    return UnwrappedFace.newBuilder(FACE).setVisibility(image(size, data)).build();
  }

  private static EncodedImage image(int size, byte[] data) {
    return new EncodedImage(size, size, ImageEncoding.PNG, ByteBuffer.wrap(data));
  }

  private static DisplacementMap relief(DetailedFace face) throws Exception {
    return DisplacementImages.decode(face.getDisplacement(), face.getDisplacementScale());
  }

  private static byte[] confidence(DetailedFace face) throws Exception {
    EncodedImage image = face.getConfidence();
    return GreyDecoder.decode8(image.getData(), image.getWidth(), image.getHeight());
  }

  private static DetailedFace done(Outcome<DetailedFace> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<DetailedFace>) outcome).outputs().get(0);
  }

  private static RejectReason reason(Outcome<DetailedFace> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed<DetailedFace>) outcome).reason();
  }
}
