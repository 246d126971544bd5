package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TwoRangesTest {

  @Test
  void shouldLetTheShortRangeBoxStandWhereBothAgree() {
    Detection near = box(100, 100, 100);
    Detection far = box(104, 98, 96);

    assertThat(FaceDetector.union(List.of(near), List.of(far))).containsExactly(near);
  }

  @Test
  void shouldTrustTheFullRangeOnTheSizeOfASmallFace() {
    Detection loose = box(60, 60, 200);
    Detection tight = box(110, 110, 110);

    assertThat(FaceDetector.union(List.of(loose), List.of(tight))).containsExactly(tight);
  }

  @Test
  void shouldKeepWhatOnlyOneSees() {
    Detection near = box(0, 0, 100);
    Detection far = box(300, 0, 60);

    assertThat(FaceDetector.union(List.of(near), List.of(far))).containsExactly(near, far);
    assertThat(FaceDetector.union(List.of(), List.of(far))).containsExactly(far);
    assertThat(FaceDetector.union(List.of(near), List.of())).containsExactly(near);
  }

  private static Detection box(float x, float y, float side) {
    return new Detection(x, y, side, side, 0.9f, new float[12]);
  }
}
