package dev.relievo.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTest {

  /** 1 2 3 over 4 5 6, a pixel's three values alike. */
  private static final RgbImage IMAGE = image(3, 1, 2, 3, 4, 5, 6);

  @Test
  void shouldTurnAQuarterToTheRight() {
    assertThat(text(Turn.CLOCKWISE.of(IMAGE))).isEqualTo("41 52 63 ");
  }

  @Test
  void shouldTurnAndMirrorAsTheSignsSay() {
    assertThat(text(new Turn(0, -1, 1, 0).of(IMAGE))).as("to the left").isEqualTo("36 25 14 ");
    assertThat(text(new Turn(-1, 0, 0, -1).of(IMAGE))).as("half").isEqualTo("654 321 ");
    assertThat(text(new Turn(-1, 0, 0, 1).of(IMAGE))).as("mirrored").isEqualTo("321 654 ");
    assertThat(text(new Turn(0, 1, 1, 0).of(IMAGE))).as("transposed").isEqualTo("14 25 36 ");
  }

  @Test
  void shouldLeaveAnUprightImageAlone() {
    assertThat(Turn.NONE.of(IMAGE)).isSameAs(IMAGE);
    assertThat(new Turn(1, 1, 0, 0).isTurn()).isFalse();
    assertThat(new Turn(1, 0, 0, 0).isTurn()).isFalse();
    assertThat(new Turn(0, 1, 0, 1).isTurn()).isFalse();
  }

  private static RgbImage image(int width, int... values) {
    byte[] data = new byte[3 * values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) values[i / 3];
    }
    return new RgbImage(width, values.length / width, data);
  }

  private static String text(RgbImage image) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < image.data().length; i += 3) {
      assertThat(image.data()[i + 2]).isEqualTo(image.data()[i]);
      text.append(image.data()[i]);
      if ((i / 3 + 1) % image.width() == 0) {
        text.append(' ');
      }
    }
    return text.toString();
  }
}
