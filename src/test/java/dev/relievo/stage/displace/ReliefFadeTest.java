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
    assertThat(relief(ReliefFade.FAINT / 5, 1)[full]).isBetween(1e-6f, 1e-4f);
    assertThat(relief(-ReliefFade.FAINT, 1)[full]).isCloseTo(-ReliefFade.FAINT / 2, within(1e-6f));
    assertThat(relief(0.1f, 1)[full]).isCloseTo(0.1f, within(2e-3f));
  }

  /** A texel where relief may be whole, far from its border, on a stripe of the first kind. */
  private int whole() {
    float[] mask = fade.mask();
    int texel = SIZE * SIZE / 3;
    while (!isWhole(mask, texel) || texel % 8 > 3) {
      texel++;
    }
    return texel;
  }

  private static boolean isWhole(float[] mask, int texel) {
    for (int x = texel - 16; x <= texel + 16; x++) {
      for (int y = -16; y <= 16; y++) {
        if (mask[x + y * SIZE] < 1) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Of stripes, four texels one way and four the other, of whose relief the network is sure; the
   * maps begin at other places than 0.
   */
  private float[] relief(float bounded, float visibility) {
    float[] maps = new float[2 * SIZE * SIZE + 3], seen = new float[SIZE * SIZE + 5];
    for (int t = 0; t < SIZE * SIZE; t++) {
      maps[3 + t] = t % 8 < 4 ? bounded : -bounded;
    }
    Arrays.fill(maps, 3 + SIZE * SIZE, maps.length, ReliefTrust.LEAST_ERROR);
    Arrays.fill(seen, 5, seen.length, visibility);
    return fade.relief(maps, 3, seen, 5);
  }
}
