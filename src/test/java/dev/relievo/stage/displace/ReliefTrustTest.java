package dev.relievo.stage.displace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReliefTrustTest {

  private static final double SLOPE = 0.2;

  /** Relief that rises and falls to the right, everywhere as steeply. */
  private static float[] zigzag(int size) {
    float[] out = new float[size * size];
    for (int t = 0; t < out.length; t++) {
      int x = t % size % 8;
      out[t] = (float) (SLOPE * (4 - Math.abs(x - 4)) / ReliefTrust.slope(size));
    }
    return out;
  }

  private static float[] weighed(int size, double left, double right) {
    float[] relief = zigzag(size), errors = new float[relief.length + 7];
    for (int t = 0; t < relief.length; t++) {
      errors[7 + t] = (float) Math.log(t % size < size / 2 ? left : right);
    }
    ReliefTrust trust = new ReliefTrust(size);
    trust.weigh(relief, trust.of(relief, errors, 7));
    return relief;
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void shouldGoHalfWayWhereSlopesAreAsTheExpectedErrorOverRootTwo(int size) {
    float half = (ReliefTrust.LEAST_KEPT + 1) / 2;
    double error = SLOPE / Math.sqrt(ReliefTrust.EVEN);
    float[] found = zigzag(size), kept = weighed(size, error, error);
    for (int t = size; t < found.length - size; t++) {
      // At the chart's right edge nothing rises any more.
      if (t % size < size * 7 / 8) {
        assertThat(kept[t]).isCloseTo(half * found[t], within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void shouldKeepReliefWhereTheNetworkIsSureAndLittleOfItWhereItIsNot(int size) {
    float[] found = zigzag(size), kept = weighed(size, 0.01, 2);
    for (int t = size; t < found.length - size; t++) {
      double share = found[t] == 0 ? 0 : kept[t] / found[t];
      if (found[t] > 0 && t % size < size * 7 / 16) {
        assertThat(share).isGreaterThan(0.99);
      } else if (t % size > size * 9 / 16) {
        assertThat(share).isLessThan(ReliefTrust.LEAST_KEPT + 0.03);
      } else {
        assertThat(share).isBetween(0.0, 1.0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void shouldLeaveNothingAsItIs(int size) {
    float[] relief = new float[size * size];
    ReliefTrust trust = new ReliefTrust(size);
    trust.weigh(relief, trust.of(relief, new float[size * size], 0));
    assertThat(relief).containsOnly(0);
  }
}
