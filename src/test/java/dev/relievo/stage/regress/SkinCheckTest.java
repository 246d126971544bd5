package dev.relievo.stage.regress;

import static dev.relievo.stage.SyntheticFace.CAMERA;
import static dev.relievo.stage.SyntheticFace.MODEL;
import static dev.relievo.stage.SyntheticFace.SIZE;
import static dev.relievo.stage.SyntheticFace.WHOLE_FRAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.evaluate.SyntheticLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.ReducedImage;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;
import dev.relievo.stage.SyntheticFace;
import org.junit.jupiter.api.Test;

/** Light and albedo brought to a rendering, from an answer that has the right shape alone. */
class SkinCheckTest {

  private static final ControlSurface SURFACE = new ControlSurface(MODEL);
  private static final SkinCheck MEASURING = new SkinCheck(SURFACE, null);
  private static final SkinCheck REFINING = new SkinCheck(SURFACE, new ToneBalance(SURFACE.skin()));
  private static final FaceParameters TRUTH =
      SyntheticFace.face(SyntheticFace.pose(0.3), SyntheticFace.sideLight());

  private static FaceInput input(RgbImage photo, SimilarityTransform cropToFrame) {
    return new FaceInput(
        new ReducedImage(photo, 1),
        SIZE,
        cropToFrame,
        CAMERA,
        SyntheticLandmarks.of(MODEL, TRUTH, CAMERA));
  }

  /** The truth, but lit from the other side, and of another skin. */
  private static FaceParameters mistaken() {
    float[] light = SyntheticFace.sideLight().coefficients().clone();
    for (int c = 0; c < light.length; c += Illumination.BANDS) {
      light[c + 3] *= -0.5f;
      light[c] *= 0.85f;
    }
    float[] albedo = TRUTH.albedo().clone();
    albedo[0] -= 0.6f;
    albedo[1] += 0.7f;
    albedo[2] -= 0.7f;
    return with(TRUTH, albedo, new Illumination(light));
  }

  private static FaceParameters with(FaceParameters face, float[] albedo, Illumination light) {
    return new FaceParameters(
        face.identity(), face.corrective(), face.expression(), albedo, face.pose(), light);
  }

  @Test
  void shouldBringLightAndAlbedoToThePictureAndLeaveTheShape() {
    FaceInput input = input(SyntheticFace.render(TRUTH), WHOLE_FRAME);
    FaceParameters mistaken = mistaken();

    SkinCheck.Checked refined = REFINING.check(mistaken, input);

    assertThat(refined.error())
        .isLessThan(0.3f * MEASURING.check(mistaken, input).error())
        .isLessThan(0.02f);
    assertThat(angle(refined.face())).isLessThan(0.4 * angle(mistaken)).isLessThan(20);
    assertThat(albedoError(refined.face())).isLessThan(0.6 * albedoError(mistaken));
    assertThat(refined.face().identity()).isEqualTo(mistaken.identity());
    assertThat(refined.face().expression()).isEqualTo(mistaken.expression());
    assertThat(refined.face().pose()).isEqualTo(mistaken.pose());
  }

  @Test
  void shouldMeasureTheFaceThatItGives() {
    FaceInput input = input(SyntheticFace.render(TRUTH), WHOLE_FRAME);
    SkinCheck.Checked refined = REFINING.check(mistaken(), input);
    SkinCheck.Checked again = MEASURING.check(refined.face(), input);
    assertThat(again.face()).isSameAs(refined.face());
    assertThat(again.error()).isCloseTo(refined.error(), within(1e-5f));
  }

  @Test
  void shouldNotTakeAHandForSkin() {
    RgbImage photo = SyntheticFace.render(TRUTH);
    coverLowerHalf(photo);
    FaceInput input = input(photo, WHOLE_FRAME);

    assertThat(albedoError(REFINING.check(TRUTH, input).face())).isLessThan(0.01);
    assertThat(albedoError(REFINING.check(mistaken(), input).face()))
        .isLessThan(0.9 * albedoError(mistaken()));
  }

  /** From under the nose on, with a hand in the dark. */
  private static void coverLowerHalf(RgbImage photo) {
    byte[] hand = {60, 40, 30};
    for (int i = 3 * SIZE * (SIZE / 2); i < photo.data().length; i++) {
      photo.data()[i] = hand[i % 3];
    }
  }

  @Test
  void shouldLeaveAFaceAloneOfWhichTooLittleIsSeen() {
    FaceParameters mistaken = mistaken();
    FaceInput beside = input(SyntheticFace.render(TRUTH), new SimilarityTransform(1, 0, 290, 0));

    SkinCheck.Checked checked = REFINING.check(mistaken, beside);

    assertThat(checked.face()).isSameAs(mistaken);
    assertThat(checked.error()).isNaN();
  }

  /** Mean absolute difference on skin, sRGB in 0 to 1. */
  private static double albedoError(FaceParameters face) {
    float[] found = MODEL.albedo(face.albedo()), truth = MODEL.albedo(TRUTH.albedo());
    double sum = 0;
    for (int v : SURFACE.skin().vertices()) {
      for (int i = 3 * v; i < 3 * v + 3; i++) {
        sum += Math.abs(SRgb.encode(found[i]) - SRgb.encode(truth[i]));
      }
    }
    return sum / (3 * SURFACE.skin().vertices().length);
  }

  /** Between the directions of the green light and the true one, degrees. */
  private static double angle(FaceParameters face) {
    float[] a = face.illumination().coefficients(), b = TRUTH.illumination().coefficients();
    double dot = 0, aa = 0, bb = 0;
    for (int k = Illumination.BANDS + 1; k < Illumination.BANDS + 4; k++) {
      dot += a[k] * b[k];
      aa += a[k] * a[k];
      bb += b[k] * b[k];
    }
    return Math.toDegrees(Math.acos(dot / Math.sqrt(aa * bb)));
  }
}
