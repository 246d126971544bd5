package dev.relievo.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UnsharpMaskTest {

  private static final int SIZE = 64;

  /** Grey levels by column, the same in every row. */
  private static RgbImage columns(int[] greys) {
    RgbImage image = new RgbImage(SIZE, SIZE);
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] = (byte) greys[i / 3 % SIZE];
    }
    return image;
  }

  private static int[] wave(double period, double amplitude) {
    int[] out = new int[SIZE];
    for (int x = 0; x < SIZE; x++) {
      out[x] = (int) Math.round(128 + amplitude * Math.sin(2 * Math.PI * x / period));
    }
    return out;
  }

  @Test
  void shouldLeaveEvenPicturesAsTheyAre() {
    int[] grey = new int[SIZE];
    Arrays.fill(grey, 90);
    RgbImage image = columns(grey);
    assertThat(UnsharpMask.apply(image, 2, 1.5).data()).isEqualTo(image.data());
  }

  @Test
  void shouldAmplifyAWaveByWhatAGaussianTakesFromIt() {
    double radius = 1.5, amount = 1.2, period = 8;
    RgbImage sharp = UnsharpMask.apply(columns(wave(period, 40)), radius, amount);
    double taken = 1 - Math.exp(-2 * Math.pow(Math.PI * radius / period, 2));
    double crest = (sharp.data()[3 * (20 * SIZE + 34)] & 0xff) - 128;
    assertThat(crest).isCloseTo(40 * (1 + amount * taken), within(1.5));
  }

  @Test
  void shouldSharpenRowsAsColumns() {
    RgbImage upright = columns(wave(7, 30)), lying = new RgbImage(SIZE, SIZE);
    transpose(upright, lying);
    RgbImage expected = new RgbImage(SIZE, SIZE);
    transpose(UnsharpMask.apply(upright, 1, 1), expected);
    assertThat(UnsharpMask.apply(lying, 1, 1).data()).isEqualTo(expected.data());
  }

  private static void transpose(RgbImage from, RgbImage to) {
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        System.arraycopy(from.data(), 3 * (y * SIZE + x), to.data(), 3 * (x * SIZE + y), 3);
      }
    }
  }

  @Test
  void shouldStayWithinEightBits() {
    int[] edge = new int[SIZE];
    Arrays.fill(edge, SIZE / 2, SIZE, 255);
    RgbImage sharp = UnsharpMask.apply(columns(edge), 2, 1.8);
    assertThat(sharp.data()[3 * (10 * SIZE + SIZE / 2)]).isEqualTo((byte) 255);
    assertThat(sharp.data()[3 * (10 * SIZE + SIZE / 2 - 1)]).isEqualTo((byte) 0);
  }
}
