package dev.relievo.stage.regress;

import static dev.relievo.stage.SyntheticFace.CAMERA;
import static dev.relievo.stage.SyntheticFace.MODEL;
import static dev.relievo.stage.SyntheticFace.WHOLE_FRAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.evaluate.SyntheticLandmarks;
import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.SyntheticFace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceFitTest {

  private static final FaceFit FIT = new FaceFit(MODEL);

  private static float[] landmarks(FaceParameters face, Camera camera) {
    return SyntheticLandmarks.of(MODEL, face, camera);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, -0.9})
  void shouldRecoverPoseShapeAndExpression(double yaw) {
    FaceParameters truth = SyntheticFace.face(SyntheticFace.pose(yaw), Illumination.ambient());

    FaceParameters fitted = FIT.geometry(landmarks(truth, CAMERA), CAMERA);

    float[] a = MODEL.shape(truth), b = MODEL.shape(fitted);
    float[] mean = MODEL.shape(new float[0], new float[0], new float[0]);
    assertThat(distance(a, b)).isLessThan(0.35 * distance(a, mean));
    assertThat(fitted.pose().z()).isCloseTo(truth.pose().z(), within(25.0));
    double[] r = truth.pose().rotation(), q = fitted.pose().rotation();
    double trace = 0;
    for (int i = 0; i < 9; i++) {
      trace += r[i] * q[i];
    }
    assertThat(Math.toDegrees(Math.acos(Math.min(1, (trace - 1) / 2)))).isLessThan(3);
    int jaw = MODEL.expressionNames().indexOf("jawOpen");
    assertThat(fitted.expression()[jaw]).isCloseTo(0.5f, within(0.25f));
  }

  @Test
  void shouldKeepBlendshapesBetweenZeroAndOne() {
    FaceParameters truth = SyntheticFace.face(SyntheticFace.pose(0), Illumination.ambient());
    float[] l = landmarks(truth, CAMERA);
    for (int i = 0; i < l.length; i++) {
      l[i] += (float) (6 * Math.sin(i * 12.9898));
    }
    for (float e : FIT.geometry(l, CAMERA).expression()) {
      assertThat(e).isBetween(0f, 1f);
    }
  }

  @Test
  void shouldGiveTheSameFaceWhereverItStandsInTheFrame() {
    FaceParameters centred = SyntheticFace.face(SyntheticFace.pose(0.2), Illumination.ambient());
    Camera offAxis = new Camera(CAMERA.focal(), CAMERA.centreX() + 260, CAMERA.centreY() - 150);
    float[] seen = landmarks(centred, CAMERA);
    FaceParameters shifted = SyntheticFace.face(centred.pose(), Illumination.ambient());
    float[] moved = landmarks(shifted, offAxis);
    float[] a = MODEL.shape(FIT.geometry(seen, CAMERA));
    float[] b = MODEL.shape(FIT.geometry(moved, offAxis));
    assertThat(distance(a, b)).isLessThan(0.05);
  }

  @Test
  void shouldRefuseLandmarksThatSpanNothing() {
    assertThatThrownBy(() -> FIT.geometry(new float[468 * 3], CAMERA))
        .isInstanceOf(ArithmeticException.class);
    float[] nan = new float[468 * 3];
    Arrays.fill(nan, Float.NaN);
    assertThatThrownBy(() -> FIT.geometry(nan, CAMERA)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void shouldSeparateLightFromAlbedo() {
    FaceParameters truth = SyntheticFace.face(SyntheticFace.pose(0.3), SyntheticFace.sideLight());
    RgbImage photo = SyntheticFace.render(truth);

    FaceFit.Fitted fitted = FIT.fit(landmarks(truth, CAMERA), CAMERA, WHOLE_FRAME, photo);

    assertThat(fitted.photometricError()).isLessThan(0.02f);
    // The common scale of light and albedo is held by the prior only: compare relative shading.
    double[][] normals = {{0.5, 0, -0.866}, {-0.5, 0, -0.866}, {0, 0.5, -0.866}, {0, -0.5, -0.866}};
    for (int c = 0; c < 3; c++) {
      for (double[] n : normals) {
        assertThat(relativeShading(fitted.face().illumination(), c, n))
            .isCloseTo(relativeShading(truth.illumination(), c, n), within(0.05));
      }
    }
  }

  @Test
  void shouldNotTakeDarkSkinForDimLight() {
    FaceParameters truth = SyntheticFace.face(SyntheticFace.pose(0.2), SyntheticFace.sideLight());
    Arrays.fill(truth.albedo(), 0);
    truth.albedo()[0] = -2;
    RgbImage photo = SyntheticFace.render(truth);

    FaceFit.Fitted fitted = FIT.fit(landmarks(truth, CAMERA), CAMERA, WHOLE_FRAME, photo);

    double mean = skinLuminance(new float[0]);
    double dark = skinLuminance(truth.albedo()), found = skinLuminance(fitted.face().albedo());
    // A good part of the way, as a logarithm, from the mean tone to the truth: the rest is the
    // light's, which is brighter here than the prior's.
    assertThat(Math.log(found / mean)).isLessThan(0.3 * Math.log(dark / mean));
    assertThat(fitted.photometricError()).isLessThan(0.03f);
  }

  private static double skinLuminance(float[] coefficients) {
    float[] albedo = MODEL.albedo(coefficients);
    double sum = 0;
    for (int v : new SkinAlbedo(MODEL, 1).vertices()) {
      sum += 0.2126 * albedo[3 * v] + 0.7152 * albedo[3 * v + 1] + 0.0722 * albedo[3 * v + 2];
    }
    return sum;
  }

  @Test
  void shouldBeSurerOfDepthWhereAFaceIsTurned() {
    // Almost without the landmarks' own depth only another view tells how far a nose stands out.
    FaceFit fit = new FaceFit(MODEL, new FitSettings(2.5, 0.02, 0.5, 1, 0.25, 5));
    int tip = 4;
    double[] deviation = new double[2];
    for (int i = 0; i < 2; i++) {
      FaceParameters face = SyntheticFace.face(SyntheticFace.pose(0.7 * i), Illumination.ambient());
      FaceFit.ShapePosterior posterior = fit.posterior(landmarks(face, CAMERA), CAMERA);
      deviation[i] = depthDeviation(posterior.covariance(), tip);
    }
    assertThat(deviation[0]).isBetween(0.2, 5.0);
    assertThat(deviation[1]).isLessThan(0.8 * deviation[0]);
  }

  /** Standard deviation of a landmark's z, mm, under a covariance of the identity coefficients. */
  private static double depthDeviation(double[] covariance, int landmark) {
    float[][] rows = MODEL.restrict(MODEL.landmarks468());
    int n = MODEL.identityCount() + MODEL.correctiveCount();
    double variance = 0;
    for (int i = 0; i < n; i++) {
      assertThat(covariance[i * n + i]).isBetween(0.0, 1.0001);
      for (int j = 0; j < n; j++) {
        assertThat(covariance[i * n + j]).isEqualTo(covariance[j * n + i]);
        variance +=
            rows[1 + i][3 * landmark + 2] * covariance[i * n + j] * rows[1 + j][3 * landmark + 2];
      }
    }
    return Math.sqrt(variance);
  }

  private static double relativeShading(Illumination light, int channel, double[] normal) {
    float[] basis = new float[18];
    Illumination.basis(normal[0], normal[1], normal[2], basis, 0);
    Illumination.basis(0, 0, -1, basis, 9);
    return light.irradiance(channel, basis, 0) / light.irradiance(channel, basis, 9);
  }

  @Test
  void shouldFindNoLightWhereNoSkinIsSeen() {
    FaceParameters truth = SyntheticFace.face(SyntheticFace.pose(0), Illumination.ambient());
    float[] outside = landmarks(truth, CAMERA);
    for (int i = 0; i < outside.length; i += 3) {
      outside[i] += 5000;
    }
    FaceFit.Fitted fitted =
        FIT.fit(outside, CAMERA, WHOLE_FRAME, new RgbImage(SyntheticFace.SIZE, SyntheticFace.SIZE));
    assertThat(fitted.photometricError()).isNaN();
    assertThat(fitted.face().illumination().coefficients())
        .isEqualTo(Illumination.ambient().coefficients());
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i += 3) {
      double x = a[i] - b[i], y = a[i + 1] - b[i + 1], z = a[i + 2] - b[i + 2];
      sum += Math.sqrt(x * x + y * y + z * z);
    }
    return sum / (a.length / 3);
  }
}
