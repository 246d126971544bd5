package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.train.data.TrainingBatch;
import org.junit.jupiter.api.Test;

class PairsTest {

  @Test
  void shouldPairAllPicturesOfOnePersonAndNoUnknownOnes() {
    Pairs pairs = Pairs.ofPersons(new int[] {0, -1, 0, 1, -1, 0});
    assertThat(pairs.first()).containsExactly(0, 0, 2);
    assertThat(pairs.second()).containsExactly(2, 5, 5);
    assertThat(pairs.count()).isEqualTo(3);
    assertThat(Pairs.ofPersons(new int[] {-1, -1, 3}).count()).isZero();
  }

  @Test
  void shouldPairAPictureWithItsMirrorImageOnly() {
    // The face's two numbers, then the pose's one.
    float[] truth = {1, 2, 0.1f, 1, 2, 0.2f, 1, 2, 0.3f, 1, 2.5f, 0.1f};
    Pairs pairs = Pairs.ofMirrorImages(batch(truth, false, true, false, true), 2);
    assertThat(pairs.first()).containsExactly(0, 1);
    assertThat(pairs.second()).containsExactly(1, 2);
  }

  @Test
  void shouldNotTakeTwoPicturesOfAFaceForMirrorImages() {
    float[] truth = {1, 2, 0.1f, 1, 2, 0.2f};
    assertThat(Pairs.ofMirrorImages(batch(truth, false, false), 2).count()).isZero();
    assertThat(Pairs.ofMirrorImages(batch(truth, true, true), 2).count()).isZero();
  }

  private static TrainingBatch batch(float[] truth, boolean... mirrored) {
    int n = mirrored.length;
    float[] none = {};
    return new TrainingBatch(
        n, 0, none, none, none, truth, none, new boolean[n], mirrored, new int[n], new float[n]);
  }
}
