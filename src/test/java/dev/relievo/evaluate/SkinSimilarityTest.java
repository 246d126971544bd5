package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pictures that differ in known ways. */
class SkinSimilarityTest {

  private static final int SIDE = 64;
  private final float[] photo = new float[3 * SIDE * SIDE];
  private final float[] skin = new float[SIDE * SIDE];

  SkinSimilarityTest() {
    Random random = new Random(1);
    for (int i = 0; i < photo.length; i++) {
      photo[i] = 0.4f + 0.2f * random.nextFloat();
    }
    for (int p = 0; p < skin.length; p++) {
      skin[p] = p % SIDE > 10 && p % SIDE < 50 ? 1 : 0;
    }
  }

  private float[] plus(float value) {
    float[] out = photo.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += value;
    }
    return out;
  }

  @Test
  void shouldFindNothingBetweenAPictureAndItself() {
    SkinSimilarity similarity = new SkinSimilarity(photo, skin, SIDE);
    assertThat(similarity.difference(photo)).isZero();
    assertThat(similarity.fineDifference(photo, 4)).isZero();
    assertThat(similarity.structure(photo)).isCloseTo(1, within(1e-4));
  }

  @Test
  void shouldSeeBrightnessInTheDifferenceAndNotInTheFineOne() {
    SkinSimilarity similarity = new SkinSimilarity(photo, skin, SIDE);
    assertThat(similarity.difference(plus(0.1f))).isCloseTo(0.1, within(1e-5));
    assertThat(similarity.fineDifference(plus(0.1f), 4)).isCloseTo(0, within(1e-5));
    assertThat(similarity.structure(plus(0.1f))).isBetween(0.9, 0.999);
  }

  @Test
  void shouldNotLookOutsideTheSkin() {
    float[] other = photo.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] = skin[i / 3] > 0 ? other[i] : 1;
    }
    SkinSimilarity similarity = new SkinSimilarity(photo, skin, SIDE);
    assertThat(similarity.difference(other)).isZero();
    assertThat(similarity.structure(other)).isCloseTo(1, within(1e-4));
  }

  @Test
  void shouldFindNoStructureInNoise() {
    float[] noise = new float[photo.length];
    Random random = new Random(2);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 0.4f + 0.2f * random.nextFloat();
    }
    SkinSimilarity similarity = new SkinSimilarity(photo, skin, SIDE);
    assertThat(similarity.structure(noise)).isLessThan(0.6);
    assertThat(similarity.fineDifference(noise, 4)).isBetween(0.05, 0.1);
  }
}
