package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.Stages;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.stage.regress.RegressOptions;
import dev.relievo.train.RandomNetworks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evaluation of coarse faces with a network that has learned nothing, beside the fit. */
class RegressEvaluationTest {

  private static final MorphableModel MODEL = SyntheticFace.MODEL;

  /** A pose that was not learned is found from the landmarks. */
  private static final RegressOptions OPTIONS =
      new RegressOptions(RegressOptions.Method.NETWORK, true, true, "cpu");

  @Test
  void shouldEvaluateBothWaysOnTheSameFacesAndListWhatWasNotAnswered(@TempDir Path folder)
      throws Exception {
    Path models = folder.resolve("models");
    RandomNetworks.install(Path.of("models"), models, MODEL, 2);
    copy("grace_hopper.jpg", folder.resolve("london/1_neutral.jpg"));
    copy("grace_hopper.jpg", folder.resolve("london/1_smiling.jpg"));
    copy("astronaut.png", folder.resolve("london/2_neutral.png"));
    Files.writeString(folder.resolve("london/3_neutral.jpg"), "no picture");
    Files.writeString(
        folder.resolve("index.csv"),
        "file,split,licence\nlondon/1_neutral.jpg,validation,x\nlondon/1_smiling.jpg,validation,x\n"
            + "london/2_neutral.png,validation,x\nlondon/3_neutral.jpg,validation,x\n");
    List<String> log = new ArrayList<>();
    Metrics metrics = new Metrics();
    try (RegressEvaluation evaluation =
        new RegressEvaluation(new Stages(models, OPTIONS), log::add)) {
      metrics.putAll(evaluation.synthetic(2, 5));
      metrics.putAll(evaluation.photographs(PhotoIndex.read(folder), folder.resolve("pictures")));
      metrics.putAll(evaluation.answerRate());
      metrics.putAll(evaluation.speed(List.of()));
    }
    assertThat(metrics.values())
        .containsKeys(
            "coarse.photometric.ratio_to_fit",
            "coarse.synthetic.vertex_mm.median",
            "coarse.synthetic.vertex_mm.mean_face",
            "coarse.synthetic.vertex_mm.ratio_to_mean_face",
            "coarse.synthetic.vertex_mm.yaw60.ratio_to_mean_face",
            "coarse.synthetic.albedo_error",
            "coarse.synthetic.light_angle_deg",
            "coarse.pose_deg.mae",
            "coarse.answer_rate",
            "regress.ms_per_face.batch1",
            "regress.ms_per_face.batch16",
            "displace.ms_per_face.batch1",
            "displace.ms_per_face.batch8",
            "fit.synthetic.vertex_mm.median",
            "fit.reprojection_nme.london");
    // Two photographs are one: the most alike pair.
    assertThat(metrics.values().get("coarse.identity.auc")).isEqualTo(new Metrics.Metric(1, 1));
    assertThat(metrics.values().get("fit.identity.auc")).isEqualTo(new Metrics.Metric(1, 1));
    assertThat(metrics.values().get("detect.found.london")).isEqualTo(new Metrics.Metric(0.75, 4));
    assertThat(metrics.values().get("fit.answer_rate").n()).isEqualTo(8);
    assertThat(log).contains("london/3_neutral.jpg: no face found");
    assertThat(metrics.values().get("coarse.photometric.ratio_to_fit").value()).isGreaterThan(1);
    RgbImage sheet =
        ImageDecoder.decode(
            ByteBuffer.wrap(Files.readAllBytes(folder.resolve("pictures/coarse-1.png"))));
    assertThat(sheet.width()).isGreaterThan(1500);
  }

  @Test
  void shouldMeasureShapeWithoutPoseAndSize() {
    ShapeError error = new ShapeError(MODEL);
    FaceParameters face = SyntheticFace.face(SyntheticFace.pose(0.4), SyntheticFace.sideLight());
    float[] truth = MODEL.shape(face);
    float[] moved = new float[truth.length];
    SyntheticFace.pose(0.7).apply(truth, moved);
    for (int i = 0; i < moved.length; i++) {
      moved[i] *= 1.3f;
    }
    assertThat(error.of(moved, truth)).isCloseTo(0, within(1e-3));
    float[] mirrored = truth.clone();
    for (int i = 0; i < mirrored.length; i += 3) {
      mirrored[i + 2] = -mirrored[i + 2];
    }
    assertThat(error.of(mirrored, truth)).as("a reflection is no rotation").isGreaterThan(5);
    float[] mean = MODEL.shape(new float[0], new float[0], new float[0]);
    assertThat(error.of(mean, truth)).isBetween(1.0, 10.0);
  }

  @Test
  void shouldReadTheAnglesThatAPoseWasMadeOf() {
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      double yaw = random.nextGaussian(), pitch = 0.3 * random.nextGaussian();
      double roll = 0.3 * random.nextGaussian();
      yaw = Math.max(-1.4, Math.min(1.4, yaw));
      HeadPose angles =
          HeadPose.of(Pose.ofRotation(HeadPose.rotation(yaw, pitch, roll), 0, 0, 500));
      assertThat(angles.differenceTo(new HeadPose(yaw, pitch, roll))).isCloseTo(0, within(1e-6));
    }
    assertThat(HeadPose.of(Pose.frontal(400)).differenceTo(new HeadPose(0, 0, 0)))
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void shouldSeeSkinWhereAFaceIsRenderedAndNoDifferenceFromItself() {
    FaceParameters face = SyntheticFace.face(SyntheticFace.pose(0.2), SyntheticFace.sideLight());
    RgbImage picture = SyntheticFace.render(face);
    CropCamera camera =
        CropCamera.of(SyntheticFace.CAMERA, SyntheticFace.WHOLE_FRAME, SyntheticFace.SIZE);
    FaceParameters darker =
        new FaceParameters(
            face.identity(),
            face.corrective(),
            face.expression(),
            face.albedo(),
            face.pose(),
            Illumination.ambient());
    double[] errors = new SkinDifference(MODEL).of(picture, camera, List.of(face, darker));
    assertThat(errors[0]).isLessThan(0.015);
    assertThat(errors[1]).isGreaterThan(2 * errors[0]).isGreaterThan(0.03);
  }

  private static void copy(String photo, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (InputStream in = RegressEvaluationTest.class.getResourceAsStream("/photos/" + photo)) {
      Files.copy(in, to);
    }
  }
}
