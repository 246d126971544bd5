package dev.relievo.image;

import static dev.relievo.image.TestImages.gradient;
import static dev.relievo.image.TestImages.imageIo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.relievo.record.RejectReason;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GreyDecoderTest {

  private static final int WIDTH = 31;
  private static final int HEIGHT = 17;

  @Test
  void shouldGiveBackWhatWasEncoded() throws Exception {
    byte[] bytes = new byte[WIDTH * HEIGHT];
    short[] words = new short[WIDTH * HEIGHT];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = (byte) (i * 7);
      words[i] = (short) (i * 12_345);
    }
    words[0] = 0;
    words[1] = (short) 32_768;
    words[2] = (short) 65_535;

    byte[] png8 = ImageEncoder.greyPng(bytes, WIDTH, HEIGHT);
    byte[] png16 = ImageEncoder.greyPng(words, WIDTH, HEIGHT);

    assertThat(GreyDecoder.decode8(ByteBuffer.wrap(png8), WIDTH, HEIGHT)).isEqualTo(bytes);
    assertThat(GreyDecoder.decode16(ByteBuffer.wrap(png16), WIDTH, HEIGHT)).isEqualTo(words);
  }

  @Test
  void shouldReadWhatAnotherProgramWrote() throws Exception {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(30, 2, 0, 40_000);
    image.getRaster().setSample(0, 16, 0, 513);

    short[] read = GreyDecoder.decode16(ByteBuffer.wrap(imageIo(image, "png")), WIDTH, HEIGHT);

    assertThat(read[2 * WIDTH + 30] & 0xffff).isEqualTo(40_000);
    assertThat(read[16 * WIDTH]).isEqualTo((short) 513);
  }

  @Test
  void shouldLeaveTheBufferAsItWas() throws Exception {
    byte[] png = ImageEncoder.greyPng(new byte[WIDTH * HEIGHT], WIDTH, HEIGHT);
    ByteBuffer file = ByteBuffer.allocateDirect(png.length + 8);
    file.position(5).put(png).flip().position(5);

    byte[] map = GreyDecoder.decode8(file.asReadOnlyBuffer(), WIDTH, HEIGHT);

    assertThat(map).containsOnly(0);
    assertThat(GreyDecoder.decode8(file, WIDTH, HEIGHT)).containsOnly(0);
    assertThat(file.position()).isEqualTo(5);
  }

  @Test
  void shouldRejectWhatIsNoMapOfTheDepthAndSize() {
    byte[] png8 = ImageEncoder.greyPng(new byte[WIDTH * HEIGHT], WIDTH, HEIGHT);
    byte[] png16 = ImageEncoder.greyPng(new short[WIDTH * HEIGHT], WIDTH, HEIGHT);
    byte[] colour = ImageEncoder.png(gradient(WIDTH, HEIGHT));

    assertThat(reason16(png8)).isEqualTo(RejectReason.UNSUPPORTED_FORMAT);
    assertThat(reason8(png16)).isEqualTo(RejectReason.UNSUPPORTED_FORMAT);
    assertThat(reason8(colour)).isEqualTo(RejectReason.UNSUPPORTED_FORMAT);
    assertThat(reason16(colour)).isEqualTo(RejectReason.UNSUPPORTED_FORMAT);
    assertThat(reason8(ImageEncoder.greyPng(new byte[WIDTH * HEIGHT], HEIGHT, WIDTH)))
        .isEqualTo(RejectReason.INVALID_RECORD);
    assertThat(reason16(new byte[0])).isEqualTo(RejectReason.EMPTY);
    assertThat(reason16(new byte[] {1, 2, 3, 4, 0, 6})).isEqualTo(RejectReason.NOT_AN_IMAGE);
    assertThat(reason16(Arrays.copyOf(png16, png16.length / 2))).isEqualTo(RejectReason.CORRUPT);
  }

  @Test
  void shouldNotDecodeWhatClaimsToBeHuge() {
    byte[] claims = TestImages.pngHeader(30_000, 30_000);
    ImageRejectedException e =
        catchThrowableOfType(
            () -> GreyDecoder.decode16(ByteBuffer.wrap(claims), 30_000, 30_000),
            ImageRejectedException.class);
    assertThat(e.reason()).isEqualTo(RejectReason.TOO_MANY_PIXELS);
    assertThat(reason16(new byte[(4 << 20) + 1])).isEqualTo(RejectReason.TOO_MANY_BYTES);
  }

  /** As a file that was changed on its way and had its checksums mended. */
  @Test
  void shouldRejectAMapThatHoldsNoPixels() {
    byte[] png = TestImages.insertChunk(TestImages.pngHeader(WIDTH, HEIGHT), "IDAT", new byte[9]);
    assertThat(reason16(png)).isEqualTo(RejectReason.CORRUPT);
  }

  private static RejectReason reason8(byte[] file) {
    return catchThrowableOfType(
            () -> GreyDecoder.decode8(ByteBuffer.wrap(file), WIDTH, HEIGHT),
            ImageRejectedException.class)
        .reason();
  }

  private static RejectReason reason16(byte[] file) {
    return catchThrowableOfType(
            () -> GreyDecoder.decode16(ByteBuffer.wrap(file), WIDTH, HEIGHT),
            ImageRejectedException.class)
        .reason();
  }
}
