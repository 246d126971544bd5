package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.evaluate.Metrics.Metric;
import dev.relievo.evaluate.ReliefFaces.Skin;
import dev.relievo.export.DisplacementImages;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.RgbImage;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.stage.displace.DisplaceStage;
import dev.relievo.stage.regress.RegressStage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evaluation of relief through the chain, with a displace stage whose answers are known. */
class DetailEvaluationTest {

  private static final MorphableModel MODEL = SyntheticFace.MODEL;
  private static final long SEED = 3;
  private static final int FACES = 2;
  private static final int SPOTTED = 1;

  private static DetailStages stages(Stage<UnwrappedFace, DetailedFace> displace) {
    Stages made = new Stages(Path.of("models"));
    return new DetailStages(MODEL, made.detect(), RegressStage.fit(MODEL), made.unwrap(), displace);
  }

  /** Knows the relief of the test faces, in their order; all but dark ones are asked for twice. */
  private static final class Oracle implements Stage<UnwrappedFace, DetailedFace> {
    private final DisplaceStage flat = DisplaceStage.flat(MODEL);
    private final ReliefFaces faces = new ReliefFaces(new SkinCharts(MODEL), SEED);
    private int calls;

    @Override
    public List<Outcome<DetailedFace>> apply(List<UnwrappedFace> batch) {
      int call = calls++, dark = 2 * (FACES + SPOTTED), number = call / 2;
      DisplacementMap truth =
          call >= dark
              ? faces.draw(call - dark, Skin.DARK).relief()
              : number < FACES
                  ? faces.draw(number, Skin.FOLDED).relief()
                  : faces.draw(number - FACES, Skin.SPOTTED).relief();
      Outcome.Done<DetailedFace> done = (Outcome.Done<DetailedFace>) flat.apply(batch).get(0);
      return List.of(
          Outcome.done(
              DetailedFace.newBuilder(done.outputs().get(0))
                  .setDisplacement(DisplacementImages.encode(truth))
                  .setGate(1)
                  .build()));
    }
  }

  @Test
  void shouldFindAllFacesBetterWhereTheReliefIsTheTrueOneOnTheTrueFace() {
    Map<String, Metric> values;
    try (DetailEvaluation evaluation = new DetailEvaluation(stages(new Oracle()), s -> {})) {
      values = evaluation.synthetic(FACES, SEED).values();
    }
    assertThat(values.get("detail.synthetic.found")).isEqualTo(new Metric(1, 2 * FACES + SPOTTED));
    String end = ".true_coarse";
    assertThat(values.get("detail.synthetic.share_better" + end)).isEqualTo(new Metric(1, FACES));
    assertThat(values.get("detail.synthetic.share_worse" + end)).isEqualTo(new Metric(0, FACES));
    assertThat(values.get("detail.synthetic.share_gated" + end)).isEqualTo(new Metric(0, FACES));
    // What is left is the rounding to micrometres.
    assertThat(values.get("detail.synthetic.normal_deg.ratio" + end).value()).isLessThan(0.2);
    assertThat(values.get("detail.synthetic.highpass_correlation" + end).value())
        .isCloseTo(1, within(1e-3));
    assertThat(values.get("detail.synthetic.sign_correct" + end).value()).isEqualTo(1);
    assertThat(values.get("detail.synthetic.sign_correct.found" + end).value()).isEqualTo(1);
    assertThat(values.get("detail.synthetic.sign_wrong" + end).value()).isZero();
    assertThat(values.get("detail.synthetic.false_relief_mm" + end)).isEqualTo(new Metric(0, 1));
    assertThat(values.get("detail.synthetic.normal_deg.ratio.told" + end).value())
        .as("who knows folds and light finds much, and not all")
        .isBetween(0.3, 0.95);
    assertThat(values.get("detail.synthetic.normal_deg.ratio.told").value()).isBetween(0.3, 1.0);
    assertThat(values.get("detail.synthetic.sign_correct.told" + end).value())
        .as("who knows relief and light mostly tells valleys from ridges")
        .isBetween(0.7, 1.0);
    assertThat(values.get("detail.synthetic.normal_deg.coarse").value())
        .as("the coarse error knows nothing of what was found")
        .isCloseTo(values.get("detail.synthetic.normal_deg.coarse" + end).value(), within(1e-9));
    assertThat(values.get("detail.synthetic.normal_deg.coarse.dark").value())
        .as("dark folds are the same folds")
        .isCloseTo(values.get("detail.synthetic.normal_deg.coarse").value(), within(1e-9));
    assertThat(values.get("detail.synthetic.normal_deg.ratio.dark").value())
        .as("and the same relief, under a coarse face from another picture")
        .isCloseTo(values.get("detail.synthetic.normal_deg.ratio").value(), within(0.2));
    assertThat(values.get("detail.synthetic.normal_deg.detailed" + end).value())
        .isLessThan(values.get("detail.synthetic.normal_deg.coarse").value());
  }

  @Test
  void shouldLeavePhotographsAsTheyAreWithoutReliefAndDrawThem(@TempDir Path folder)
      throws Exception {
    Path photo = folder.resolve("set/face.jpg");
    Files.createDirectories(photo.getParent());
    try (InputStream in = getClass().getResourceAsStream("/photos/grace_hopper.jpg")) {
      Files.copy(in, photo);
    }
    Files.writeString(
        folder.resolve("index.csv"), "file,split,licence\nset/face.jpg,validation,x\n");
    List<String> log = new ArrayList<>();
    Map<String, Metric> values;
    try (DetailEvaluation evaluation =
        new DetailEvaluation(stages(DisplaceStage.flat(MODEL)), log::add)) {
      values = evaluation.photographs(PhotoIndex.read(folder), folder).values();
    }
    Metric one = new Metric(1, 1);
    assertThat(values)
        .containsEntry("detail.photometric.ratio_to_coarse", one)
        .containsEntry("detail.photometric.ratio_to_coarse.sign_flipped", one)
        .containsEntry("detail.photometric.ratio_to_coarse.set", one)
        .containsEntry("detail.photometric.highpass.ratio_to_coarse", one)
        .containsEntry("detail.photometric.share_gated", one);
    assertThat(values.get("detail.ssim.detailed")).isEqualTo(values.get("detail.ssim.coarse"));
    assertThat(values.get("detail.ssim.coarse").value()).isBetween(0.3, 0.99);
    assertThat(log).anyMatch(line -> line.endsWith("detail-1.png"));
    RgbImage sheet =
        ImageDecoder.decode(ByteBuffer.wrap(Files.readAllBytes(folder.resolve("detail-1.png"))));
    assertThat(sheet.width()).isGreaterThanOrEqualTo(6 * 200);
  }
}
