package dev.relievo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.DisplacementMap;
import dev.relievo.image.GreyDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.ImageEncoding;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DisplacementImagesTest {

  private static final int SIZE = 33;

  @Test
  void shouldGiveBackReliefToHalfAMicrometre() throws Exception {
    DisplacementMap map = DisplacementMap.flat(SIZE);
    for (int i = 0; i < map.millimetres().length; i++) {
      map.millimetres()[i] = (float) (1.9 * Math.sin(0.7 * i));
    }

    EncodedImage image = DisplacementImages.encode(map);
    DisplacementMap back = DisplacementImages.decode(image, DisplacementImages.SCALE);

    assertThat(back.size()).isEqualTo(SIZE);
    assertThat(back.millimetres()).containsExactly(map.millimetres(), within(0.000501f));
  }

  @Test
  void shouldWriteNoReliefAsTheMiddleValueAndOutwardAbove() throws Exception {
    EncodedImage image =
        DisplacementImages.encode(new DisplacementMap(2, new float[] {0, 0.25f, -0.25f, -0f}));

    short[] values = GreyDecoder.decode16(image.getData(), 2, 2);

    assertThat(values)
        .containsExactly((short) 32_768, (short) 33_018, (short) 32_518, (short) 32_768);
    assertThat(DisplacementImages.decode(image, DisplacementImages.SCALE).millimetres())
        .containsExactly(0, 0.25f, -0.25f, 0);
  }

  @Test
  void shouldHoldReliefWithinItsLimits() throws Exception {
    EncodedImage image =
        DisplacementImages.encode(
            new DisplacementMap(2, new float[] {50, -50, Float.POSITIVE_INFINITY, 2.001f}));

    assertThat(DisplacementImages.decode(image, DisplacementImages.SCALE).millimetres())
        .containsExactly(new float[] {2, -2, 2, 2}, within(1e-6f));
  }

  @Test
  void shouldRefuseReliefThatIsNoNumber() {
    DisplacementMap map = new DisplacementMap(1, new float[] {Float.NaN});
    assertThatThrownBy(() -> DisplacementImages.png(map))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a number");
  }

  @Test
  void shouldReadTheScaleThatTheRecordHas() throws Exception {
    EncodedImage image = DisplacementImages.encode(new DisplacementMap(1, new float[] {1.5f}));
    assertThat(DisplacementImages.decode(image, 0.0005f).millimetres()[0])
        .isCloseTo(0.75f, within(1e-6f));
  }

  @Test
  void shouldRefuseScalesThatAreNone() {
    EncodedImage image = DisplacementImages.encode(DisplacementMap.flat(2));
    for (float scale : new float[] {0, -0.001f, Float.NaN, Float.POSITIVE_INFINITY, 1}) {
      assertThatThrownBy(() -> DisplacementImages.decode(image, scale))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("scale");
    }
  }

  @Test
  void shouldRefuseAPictureThatIsNotAsTheRecordSays() {
    EncodedImage image = DisplacementImages.encode(DisplacementMap.flat(2));
    assertThatThrownBy(() -> DisplacementImages.decode(said(3, 3, image), 0.001f))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining("2 x 2");
    assertThatThrownBy(() -> DisplacementImages.decode(said(2, 3, image), 0.001f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("square");
    EncodedImage empty = new EncodedImage(2, 2, ImageEncoding.PNG, ByteBuffer.allocate(0));
    assertThatThrownBy(() -> DisplacementImages.decode(empty, 0.001f))
        .isInstanceOf(ImageRejectedException.class);
  }

  private static EncodedImage said(int width, int height, EncodedImage image) {
    return new EncodedImage(width, height, image.getEncoding(), image.getData());
  }
}
