package dev.relievo.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.image.RgbImage;
import org.junit.jupiter.api.Test;

class PhotoCropTest {

  @Test
  void shouldCutAtNativeSizeExactly() {
    RgbImage texture = TestMeshes.texture();

    RgbImage cut = new PhotoCrop(10, 20, 16).draw(texture, 16);

    assertThat(cut.data()[3 * (3 * 16 + 5)]).isEqualTo((byte) (4 * 15));
    assertThat(cut.data()[3 * (3 * 16 + 5) + 1]).isEqualTo((byte) (4 * 23));
  }

  @Test
  void shouldAverageWhatItShrinks() {
    RgbImage stripes = new RgbImage(64, 64);
    for (int i = 0; i < 64 * 64; i += 2) {
      stripes.data()[3 * i] = (byte) 200;
    }

    RgbImage small = PhotoCrop.whole(stripes).draw(stripes, 16);

    for (int i = 1; i < 15; i++) {
      assertThat(small.data()[3 * (16 * i + i)] & 0xff).isBetween(98, 102);
    }
  }

  @Test
  void shouldRepeatTheBorderBeyondThePhotograph() {
    RgbImage texture = TestMeshes.texture();

    RgbImage cut = new PhotoCrop(-100, -100, 64).draw(texture, 8);

    assertThat(cut.data()[0]).isZero();
    assertThat(cut.data()[2]).isEqualTo((byte) 30);
  }
}
