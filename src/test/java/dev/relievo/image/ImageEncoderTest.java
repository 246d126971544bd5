package dev.relievo.image;

import static dev.relievo.image.TestImages.gradient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageEncoderTest {

  @Test
  void shouldWritePngThatAnotherDecoderReadsExactly() throws Exception {
    RgbImage image = gradient(31, 17);

    BufferedImage read = ImageIO.read(new ByteArrayInputStream(ImageEncoder.png(image)));

    assertThat(read.getRGB(30, 2) & 0xffffff).isEqualTo(rgb(TestImages.pixel(image, 30, 2)));
    assertThat(read.getRGB(0, 16) & 0xffffff).isEqualTo(rgb(TestImages.pixel(image, 0, 16)));
  }

  @Test
  void shouldWriteJpegWithFullChroma() throws Exception {
    byte[] jpeg = ImageEncoder.jpeg(gradient(64, 64), 95);

    String bytes = new String(jpeg, StandardCharsets.ISO_8859_1);
    int frame = bytes.indexOf("\u00ff\u00c0");
    for (int component = 0; component < 3; component++) {
      assertThat(jpeg[frame + 11 + 3 * component]).as("sampling factors").isEqualTo((byte) 0x11);
    }
    RgbImage back = ImageDecoder.decode(ByteBuffer.wrap(jpeg));
    for (int i = 0; i < back.data().length; i++) {
      assertThat(back.data()[i] & 0xff).isCloseTo(gradient(64, 64).data()[i] & 0xff, within(6));
    }
  }

  @Test
  void shouldWriteGreyMapsExactly() throws Exception {
    byte[] bytes = new byte[300];
    short[] words = new short[300];
    for (int i = 0; i < 300; i++) {
      bytes[i] = (byte) i;
      words[i] = (short) (i * 218);
    }

    BufferedImage eight =
        ImageIO.read(new ByteArrayInputStream(ImageEncoder.greyPng(bytes, 30, 10)));
    BufferedImage sixteen =
        ImageIO.read(new ByteArrayInputStream(ImageEncoder.greyPng(words, 30, 10)));

    assertThat(eight.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(sixteen.getType()).isEqualTo(BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 300; i++) {
      assertThat(eight.getRaster().getSample(i % 30, i / 30, 0)).isEqualTo(i & 0xff);
      assertThat(sixteen.getRaster().getSample(i % 30, i / 30, 0)).isEqualTo(i * 218);
    }
  }

  @Test
  void shouldRejectWrongArguments() {
    assertThatThrownBy(() -> ImageEncoder.jpeg(gradient(40, 40), 101))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageEncoder.greyPng(new byte[10], 3, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int rgb(int[] p) {
    return p[0] << 16 | p[1] << 8 | p[2];
  }
}
