package dev.relievo.stage.displace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.stage.SyntheticFace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReliefFadeTest {

  private static final int SIZE = 256;
  private final MorphableModel model = SyntheticFace.MODEL;
  private final ReliefFade fade = new ReliefFade(model, SIZE);

  @Test
  void shouldHaveNoReliefOnWhatIsNoSkin() {
    float[] mask = fade.mask();
    int full = 0;
    for (int t = 0; t < mask.length; t++) {
      byte region = model.regionMap()[t];
      boolean other = !Region.SKIN.in(region) || Region.EYES.in(region) || Region.LIPS.in(region);
      if (other) {
        assertThat(mask[t]).isZero();
      }
      full += mask[t] == 1 ? 1 : 0;
    }
    assertThat(full).isGreaterThan(SIZE * SIZE / 4);
  }

  @Test
  void shouldRiseSmoothlyFromTheBorder() {
    float[] mask = fade.mask();
    for (int y = 0; y < SIZE; y++) {
      for (int x = 1; x < SIZE; x++) {
        int t = y * SIZE + x;
        assertThat(Math.abs(mask[t] - mask[t - 1])).isLessThan(0.75f);
      }
    }
  }

  @Test
  void shouldFadeWhatIsNotSeenAndBoundWhatIs() {
    int full = whole();
    assertThat(relief(1, 0)[full]).isZero();
    assertThat(relief(1, 0.2f)[full]).isBetween(0.1f, 0.9f);
    float most = ReliefFade.BOUND / (1 + ReliefFade.FAINT * ReliefFade.FAINT);
    assertThat(most).isLessThan(ReliefFade.BOUND).isGreaterThan(0.9998f * ReliefFade.BOUND);
    assertThat(relief(1, 1)[full]).isCloseTo(most, within(1e-7f));
    assertThat(relief(-1, 1)[full]).isCloseTo(-most, within(1e-7f));
  }

  @Test
  void shouldLeaveOutWhatIsFaint() {
    int full = whole();
    assertThat(relief(0, 1)[full]).isZero();
    assertThat(relief(0.002f, 1)[full]).isBetween(1e-6f, 1e-4f);
    assertThat(relief(-ReliefFade.FAINT, 1)[full]).isCloseTo(-ReliefFade.FAINT / 2, within(1e-6f));
    assertThat(relief(0.1f, 1)[full]).isCloseTo(0.1f, within(2e-3f));
  }

  /** A texel where relief may be whole. */
  private int whole() {
    float[] mask = fade.mask();
    int texel = 0;
    while (mask[texel] < 1) {
      texel++;
    }
    return texel;
  }

  /** Of maps that are the same everywhere and begin at other places than 0. */
  private float[] relief(float bounded, float visibility) {
    float[] maps = new float[SIZE * SIZE + 3], seen = new float[SIZE * SIZE + 5];
    Arrays.fill(maps, 3, maps.length, bounded);
    Arrays.fill(seen, 5, seen.length, visibility);
    return fade.relief(maps, 3, seen, 5);
  }
}
