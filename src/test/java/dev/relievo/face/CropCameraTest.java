package dev.relievo.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CropCameraTest {

  private static final MorphableModel MODEL = MorphableModels.tiny();
  private static final Camera FRAME = new Camera(1400, 700, 380);
  private static final SimilarityTransform CROP_TO_FRAME =
      new SimilarityTransform(1.7, 0.31, 820, 95);
  private static final CropCamera CROP = CropCamera.of(FRAME, CROP_TO_FRAME, 160);

  static FaceParameters face() {
    Random random = new Random(4);
    float[] light = new float[27];
    for (int i = 0; i < light.length; i++) {
      light[i] = (float) random.nextGaussian();
    }
    return new FaceParameters(
        new float[] {1.2f},
        new float[] {-0.7f},
        new float[] {0.4f},
        new float[] {0.5f},
        new Pose(0.1, 0.95, 0.2, -0.15, 120, -40, 800),
        new Illumination(light));
  }

  private static float[] project(FaceParameters face, Camera camera) {
    float[] points = MODEL.shape(face);
    face.pose().apply(points, points);
    camera.project(points, points);
    return points;
  }

  @Test
  void shouldSeeWhatTheFramesCameraSees() {
    FaceParameters face = face();
    float[] inFrame = project(face, FRAME);
    float[] inCrop = project(CROP.toCrop(face), CROP.camera());
    SimilarityTransform frameToCrop = CROP_TO_FRAME.inverse();
    for (int i = 0; i < inFrame.length; i += 3) {
      assertThat((double) inCrop[i])
          .isCloseTo(frameToCrop.applyX(inFrame[i], inFrame[i + 1]), within(1e-3));
      assertThat((double) inCrop[i + 1])
          .isCloseTo(frameToCrop.applyY(inFrame[i], inFrame[i + 1]), within(1e-3));
      assertThat(inCrop[i + 2]).isCloseTo(inFrame[i + 2], within(1e-3f));
    }
  }

  @Test
  void shouldReturnToTheFrame() {
    FaceParameters face = face();
    FaceParameters back = CROP.toFrame(CROP.toCrop(face));
    assertThat(back.pose().rotation()).containsExactly(face.pose().rotation(), within(1e-12));
    assertThat(back.pose().x()).isCloseTo(face.pose().x(), within(1e-9));
    assertThat(back.pose().y()).isCloseTo(face.pose().y(), within(1e-9));
    assertThat(back.illumination().coefficients())
        .containsExactly(face.illumination().coefficients(), within(1e-5f));
  }

  @Test
  void shouldComposeWithACropOfTheCrop() {
    SimilarityTransform inner = new SimilarityTransform(0.8, -0.12, 9, -4);
    CropCamera twice = CropCamera.of(CROP.camera(), inner, 128);
    FaceParameters face = face();
    float[] outer = project(CROP.toCrop(face), CROP.camera());
    float[] seen = project(twice.toCrop(CROP.toCrop(face)), twice.camera());
    for (int i = 0; i < seen.length; i += 3) {
      assertThat(inner.applyX(seen[i], seen[i + 1])).isCloseTo(outer[i], within(1e-3));
      assertThat(inner.applyY(seen[i], seen[i + 1])).isCloseTo(outer[i + 1], within(1e-3));
    }
  }

  @Test
  void shouldScaleWithTheCropsPixels() {
    CropCamera half = CROP.resized(80);
    float[] full = project(CROP.toCrop(face()), CROP.camera());
    float[] small = project(CROP.toCrop(face()), half.camera());
    for (int i = 0; i < full.length; i += 3) {
      assertThat(small[i]).isCloseTo(full[i] / 2, within(1e-3f));
      assertThat(small[i + 1]).isCloseTo(full[i + 1] / 2, within(1e-3f));
    }
  }

  @Test
  void shouldLightTurnedNormalsAsBefore() {
    Illumination light = face().illumination();
    double angle = 0.73, cos = Math.cos(angle), sin = Math.sin(angle);
    Illumination rolled = light.rolled(angle), mirrored = light.mirrored();
    Random random = new Random(9);
    float[] before = new float[9], turned = new float[9], flipped = new float[9];
    for (int i = 0; i < 50; i++) {
      double x = random.nextGaussian(), y = random.nextGaussian(), z = random.nextGaussian();
      double n = Math.sqrt(x * x + y * y + z * z);
      x /= n;
      y /= n;
      z /= n;
      Illumination.basis(x, y, z, before, 0);
      Illumination.basis(cos * x - sin * y, sin * x + cos * y, z, turned, 0);
      Illumination.basis(-x, y, z, flipped, 0);
      for (int c = 0; c < 3; c++) {
        float irradiance = light.irradiance(c, before, 0);
        assertThat(rolled.irradiance(c, turned, 0)).isCloseTo(irradiance, within(1e-5f));
        assertThat(mirrored.irradiance(c, flipped, 0)).isCloseTo(irradiance, within(1e-5f));
      }
    }
  }

  @Test
  void shouldPlaceTheMirroredFaceWhereTheMirroredPictureShowsIt() {
    FaceParameters face = face();
    float[] points = MODEL.shape(face);
    float[] mirrored = points.clone();
    for (int i = 0; i < mirrored.length; i += 3) {
      mirrored[i] = -mirrored[i];
    }
    face.pose().apply(points, points);
    face.pose().mirrored().apply(mirrored, mirrored);
    for (int i = 0; i < points.length; i += 3) {
      assertThat(mirrored[i]).isCloseTo(-points[i], within(1e-3f));
      assertThat(mirrored[i + 1]).isCloseTo(points[i + 1], within(1e-3f));
      assertThat(mirrored[i + 2]).isCloseTo(points[i + 2], within(1e-3f));
    }
  }
}
