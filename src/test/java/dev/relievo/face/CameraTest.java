package dev.relievo.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CameraTest {

  @Test
  void shouldProjectTheAxisToTheCentreAndScaleWithDepth() {
    float[] points = {0, 0, 800, 100, -50, 1000};
    Camera.ofFrame(1280, 720).project(points, points);
    assertThat(points).containsExactly(new float[] {640, 360, 800, 768, 296, 1000}, within(1e-3f));
  }

  @Test
  void shouldNotLetAFaceStandNearerThanEightyCentimetres() {
    double pupils = 63, interOcular = 100;
    Camera camera = Camera.ofFrame(640, 480, interOcular);
    assertThat(camera.focal() * pupils / interOcular).isCloseTo(800, within(1e-9));
    assertThat(camera.centreX()).isEqualTo(320);
    assertThat(camera.centreY()).isEqualTo(240);
  }

  @Test
  void shouldAssumeTheLongerSideWhereNoFaceIsNear() {
    assertThat(Camera.ofFrame(640, 480, 0)).isEqualTo(Camera.ofFrame(640, 480));
    assertThat(Camera.ofFrame(640, 480, 50)).isEqualTo(Camera.ofFrame(640, 480));
  }

  @Test
  void shouldNotJumpWhereAFaceComesNear() {
    double bound = 640 * 63 / Camera.NEAREST;
    assertThat(Camera.ofFrame(640, 480, bound * (1 - 1e-9)).focal()).isEqualTo(640);
    assertThat(Camera.ofFrame(640, 480, bound * (1 + 1e-9)).focal())
        .isGreaterThan(640)
        .isCloseTo(640, within(1e-5));
  }

  @Test
  void shouldSeeTheSameThroughACrop() {
    Camera frame = new Camera(900, 600, 400);
    float[] a = {30, -20, 700}, b = a.clone();
    frame.project(a, a);
    frame.crop(2, 100, 50).project(b, b);
    assertThat(b[0]).isCloseTo((a[0] - 100) / 2, within(1e-3f));
    assertThat(b[1]).isCloseTo((a[1] - 50) / 2, within(1e-3f));
  }

  @Test
  void shouldUndoASimilarityByItsInverse() {
    SimilarityTransform t = new SimilarityTransform(1.7, 0.4, 12, -5), back = t.inverse();
    double x = t.applyX(3, 4), y = t.applyY(3, 4);
    assertThat(back.applyX(x, y)).isCloseTo(3, within(1e-9));
    assertThat(back.applyY(x, y)).isCloseTo(4, within(1e-9));
  }
}
