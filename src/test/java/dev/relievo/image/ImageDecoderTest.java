package dev.relievo.image;

import static dev.relievo.image.TestImages.gradient;
import static dev.relievo.image.TestImages.imageIo;
import static dev.relievo.image.TestImages.pixel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldDecodeJpegOfAnotherEncoder(boolean progressive) throws Exception {
    RgbImage image = gradient(75, 53);

    RgbImage decoded = decode(TestImages.jdkJpeg(image, progressive));

    assertSimilar(decoded, image, 8);
  }

  @Test
  void shouldDecodePngExactly() throws Exception {
    RgbImage image = gradient(75, 53);

    RgbImage decoded =
        decode(imageIo(TestImages.buffered(image, BufferedImage.TYPE_INT_RGB), "png"));

    assertThat(decoded.data()).isEqualTo(image.data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void shouldDecodeGreyAsEqualChannels(String format) throws Exception {
    BufferedImage grey = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 1600; i++) {
      grey.getRaster().setSample(i % 40, i / 40, 0, 90);
    }

    assertThat(pixel(decode(imageIo(grey, format)), 20, 20)).containsExactly(90, 90, 90);
  }

  @Test
  void shouldDecodePaletteOfOneBit() throws Exception {
    BufferedImage binary = new BufferedImage(33, 40, BufferedImage.TYPE_BYTE_BINARY);
    binary.setRGB(7, 5, 0xffffffff);

    RgbImage decoded = decode(imageIo(binary, "png"));

    assertThat(pixel(decoded, 7, 5)).containsExactly(255, 255, 255);
    assertThat(pixel(decoded, 8, 5)).containsExactly(0, 0, 0);
  }

  @Test
  void shouldDecodeSixteenBits() throws Exception {
    assertThat(pixel(decode(TestImages.deepPng(32, 32, 65535, 32896, 257)), 9, 9))
        .containsExactly(255, 128, 1);
    assertThat(pixel(decode(TestImages.deepPng(32, 32, 65535, 32896, 257, 65535)), 9, 9))
        .containsExactly(255, 128, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,0,0, 255,255,255",
    "255,0,0,0, 0,255,255",
    "0,255,255,0, 255,0,0",
    "0,0,0,255, 0,0,0",
    "0,128,128,128, 127,63,63"
  })
  void shouldDecodeCmykColours(int c, int m, int y, int k, int red, int green, int blue)
      throws Exception {
    int[] decoded = pixel(decode(TestImages.cmykJpeg(40, 40, c, m, y, k)), 20, 20);

    assertThat(decoded[0]).isCloseTo(red, within(3));
    assertThat(decoded[1]).isCloseTo(green, within(3));
    assertThat(decoded[2]).isCloseTo(blue, within(3));
  }

  @Test
  void shouldBlendTransparentPixelsOntoWhiteWithoutHalo() throws Exception {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00000000);
    image.setRGB(1, 0, 0x80ff0000);
    image.setRGB(2, 0, 0xff102030);

    RgbImage decoded = decode(imageIo(image, "png"));

    assertThat(pixel(decoded, 0, 0)).containsExactly(255, 255, 255);
    assertThat(pixel(decoded, 1, 0)).containsExactly(255, 127, 127);
    assertThat(pixel(decoded, 2, 0)).containsExactly(0x10, 0x20, 0x30);
  }

  @Test
  void shouldBlendPaletteWithTransparency() throws Exception {
    java.awt.image.IndexColorModel palette =
        new java.awt.image.IndexColorModel(
            8,
            2,
            new byte[] {0, 10},
            new byte[] {0, 20},
            new byte[] {0, 30},
            new byte[] {0, (byte) 255});
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setSample(3, 0, 0, 1);

    RgbImage decoded = decode(imageIo(image, "png"));

    assertThat(pixel(decoded, 0, 0)).containsExactly(255, 255, 255);
    assertThat(pixel(decoded, 3, 0)).containsExactly(10, 20, 30);
  }

  @Test
  void shouldDecodeWebp() throws Exception {
    assertThat(pixel(decode(TestImages.webp(50, 40, 30, 20, 10)), 49, 39))
        .containsExactly(10, 20, 30);
    assertThat(pixel(decode(TestImages.webp(50, 40, 0, 0, 255, 128)), 0, 0))
        .containsExactly(255, 127, 127);
  }

  /** Where the corner that is stored top left has to go: EXIF 2.3, table 6. */
  @ParameterizedTest
  @CsvSource({"1,L,T", "2,R,T", "3,R,B", "4,L,B", "5,L,T", "6,R,T", "7,R,B", "8,L,B"})
  void shouldTurnUprightByExif(int orientation, String side, String edge) throws Exception {
    RgbImage stored = gradient(64, 40);
    byte[] jpeg = ImageEncoder.jpeg(stored, 100);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      RgbImage upright = decode(TestImages.withExif(jpeg, orientation, order));

      boolean turned = orientation >= 5;
      assertThat(upright.width()).isEqualTo(turned ? 40 : 64);
      assertThat(upright.height()).isEqualTo(turned ? 64 : 40);
      int x = side.equals("L") ? 0 : upright.width() - 1;
      int y = edge.equals("T") ? 0 : upright.height() - 1;
      assertClose(pixel(upright, x, y), pixel(stored, 0, 0), 4);
      // The stored row runs along the upright image's columns where it was turned by a quarter.
      int otherX = turned ? x : upright.width() - 1 - x;
      int otherY = turned ? upright.height() - 1 - y : y;
      assertClose(pixel(upright, otherX, otherY), pixel(stored, 63, 0), 4);
    }
  }

  @Test
  void shouldTurnPngWithAlphaUprightByExif() throws Exception {
    BufferedImage image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xff00ff00);
    byte[] png =
        TestImages.insertChunk(
            imageIo(image, "png"), "eXIf", TestImages.tiff(6, ByteOrder.BIG_ENDIAN));

    RgbImage decoded = decode(png);

    assertThat(decoded.width()).isEqualTo(32);
    assertThat(pixel(decoded, 31, 0)).containsExactly(0, 255, 0);
  }

  @Test
  void shouldIgnoreBrokenExif() throws Exception {
    byte[] jpeg = ImageEncoder.jpeg(gradient(64, 40), 90);
    byte[] broken = "Exif\0\0II*\0\377\377\377\177".getBytes("ISO-8859-1");

    assertThat(decode(TestImages.insertSegment(jpeg, 0xe1, broken)).width()).isEqualTo(64);
  }

  @Test
  void shouldDecodePhonePhotographOfTwentyMegapixels() throws Exception {
    RgbImage photo = gradient(5472, 3648);
    byte[] jpeg = TestImages.withExif(ImageEncoder.jpeg(photo, 90), 6, ByteOrder.LITTLE_ENDIAN);
    // Phones append clips and further pictures after the end of the image.
    byte[] withClip = Arrays.copyOf(jpeg, jpeg.length + 1000);

    RgbImage decoded = decode(withClip);

    assertThat(decoded.width()).isEqualTo(3648);
    assertThat(decoded.height()).isEqualTo(5472);
    assertClose(pixel(decoded, 3647, 0), pixel(photo, 0, 0), 4);
  }

  @Test
  void shouldDecodeJpegWithRestartMarkers() throws Exception {
    try (BytePointer memory = new BytePointer(75L * 53 * 3);
        Mat image = OpenCv.over(memory, 75, 53, 3)) {
      memory.fill(100);
      byte[] jpeg = TestImages.openCv(image, ".jpg", opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, 1);

      assertThat(pixel(decode(jpeg), 74, 52)).containsExactly(100, 100, 100);
    }
  }

  @Test
  void shouldReadAnyKindOfBufferAndLeaveItAlone() throws Exception {
    byte[] png = ImageEncoder.png(gradient(40, 33));
    byte[] wide = new byte[png.length + 20];
    System.arraycopy(png, 0, wide, 7, png.length);
    ByteBuffer part = ByteBuffer.wrap(wide, 7, png.length);
    ByteBuffer direct = ByteBuffer.allocateDirect(png.length).put(png).flip();

    for (ByteBuffer b : new ByteBuffer[] {part, part.asReadOnlyBuffer(), part.slice(), direct}) {
      int position = b.position();
      assertThat(ImageDecoder.decode(b).data()).isEqualTo(gradient(40, 33).data());
      assertThat(b.position()).isEqualTo(position);
      assertThat(b.remaining()).isEqualTo(png.length);
    }
  }

  private static RgbImage decode(byte[] file) throws ImageRejectedException {
    return ImageDecoder.decode(ByteBuffer.wrap(file));
  }

  private static void assertSimilar(RgbImage actual, RgbImage expected, int tolerance) {
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.height()).isEqualTo(expected.height());
    for (int y = 0; y < expected.height(); y += 4) {
      for (int x = 0; x < expected.width(); x += 4) {
        assertClose(pixel(actual, x, y), pixel(expected, x, y), tolerance);
      }
    }
  }

  private static void assertClose(int[] actual, int[] expected, int tolerance) {
    for (int c = 0; c < 3; c++) {
      assertThat(actual[c]).isCloseTo(expected[c], within(tolerance));
    }
  }

  @Test
  void shouldDecodeAJpegAtAFractionWithPixelsThatCoverWholeBlocks() throws Exception {
    RgbImage whole = new RgbImage(101, 90);
    for (int y = 0, i = 0; y < 90; y++) {
      for (int x = 0; x < 101; x++, i += 3) {
        whole.data()[i] = (byte) (2 * x);
        whole.data()[i + 1] = (byte) (2 * y);
        whole.data()[i + 2] = (byte) (255 - x - y);
      }
    }
    ByteBuffer file = ByteBuffer.wrap(ImageEncoder.jpeg(whole, 98));
    ReducedImage half = ImageDecoder.decodeReduced(file, 45, ImageLimits.DEFAULT);
    assertThat(half.factor()).isEqualTo(2);
    assertThat(half.image().width()).isEqualTo(51);
    assertThat(half.image().height()).isEqualTo(45);
    RgbImage means = Halving.halve(whole);
    for (int y = 2; y < 43; y++) {
      for (int x = 2; x < 48; x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(half.image().data()[3 * (y * 51 + x) + c] & 255)
              .isCloseTo(means.data()[3 * (y * 50 + x) + c] & 255, within(4));
        }
      }
    }
    assertThat(ImageDecoder.decodeReduced(file, 46, ImageLimits.DEFAULT).factor()).isEqualTo(1);
    assertThat(
            ImageDecoder.decodeReduced(
                    ByteBuffer.wrap(ImageEncoder.png(whole)), 10, ImageLimits.DEFAULT)
                .factor())
        .isEqualTo(1);
  }
}
