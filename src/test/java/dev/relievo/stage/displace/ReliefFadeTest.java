package dev.relievo.stage.displace;

import static org.assertj.core.api.Assertions.assertThat;

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
    float[] mask = fade.mask();
    int full = 0;
    while (mask[full] < 1) {
      full++;
    }
    assertThat(relief(1, 0)[full]).isZero();
    assertThat(relief(1, 0.2f)[full]).isBetween(0.1f, 0.9f);
    assertThat(relief(1, 1)[full]).isEqualTo(ReliefFade.BOUND);
    assertThat(relief(-1, 1)[full]).isEqualTo(-ReliefFade.BOUND);
  }

  /** Of maps that are the same everywhere and begin at other places than 0. */
  private float[] relief(float bounded, float visibility) {
    float[] maps = new float[SIZE * SIZE + 3], seen = new float[SIZE * SIZE + 5];
    Arrays.fill(maps, 3, maps.length, bounded);
    Arrays.fill(seen, 5, seen.length, visibility);
    return fade.relief(maps, 3, seen, 5);
  }
}
