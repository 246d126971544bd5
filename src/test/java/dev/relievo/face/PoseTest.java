package dev.relievo.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PoseTest {

  @Test
  void shouldShowAFrontalFaceUprightAndUnmirrored() {
    float[] points = {10, 0, 0, 0, 10, 0, 0, 0, 10};
    Pose.frontal(500).apply(points, points);
    // The subject's left is on the image's right, up is less y, the nose is nearer.
    assertThat(points)
        .containsExactly(new float[] {10, 0, 500, 0, -10, 500, 0, 0, 490}, within(1e-4f));
  }

  @Test
  void shouldReturnEveryRotationFromItsMatrix() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Pose p =
          new Pose(
              random.nextGaussian(),
              random.nextGaussian(),
              random.nextGaussian(),
              random.nextGaussian(),
              1,
              2,
              3);
      assertThat(Pose.ofRotation(p.rotation(), 1, 2, 3).rotation())
          .containsExactly(p.rotation(), within(1e-9));
    }
    for (Pose halfTurn :
        new Pose[] {
          new Pose(0, 1, 0, 0, 0, 0, 1),
          new Pose(0, 0, 1, 0, 0, 0, 1),
          new Pose(0, 0, 0, 1, 0, 0, 1)
        }) {
      assertThat(Pose.ofRotation(halfTurn.rotation(), 0, 0, 1).rotation())
          .containsExactly(halfTurn.rotation(), within(1e-9));
    }
  }

  @Test
  void shouldRefuseAQuaternionWithoutDirection() {
    assertThatThrownBy(() -> new Pose(0, 0, 0, 0, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Pose(Double.NaN, 0, 0, 1, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
