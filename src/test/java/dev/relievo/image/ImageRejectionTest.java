package dev.relievo.image;

import static dev.relievo.image.TestImages.gradient;
import static dev.relievo.image.TestImages.imageIo;
import static dev.relievo.image.TestImages.textured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.relievo.record.RejectReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageRejectionTest {

  static Stream<Arguments> unusable() throws Exception {
    BufferedImage plain = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    byte[] png = imageIo(plain, "png");
    return Stream.of(
        bad("empty", RejectReason.EMPTY, new byte[0], "empty"),
        bad("text", RejectReason.NOT_AN_IMAGE, text("Dear Sir, find enclosed a face."), "is text"),
        bad("noise", RejectReason.NOT_AN_IMAGE, new byte[] {1, 2, 3, 4, 0, 6}, "not an image"),
        bad("one byte", RejectReason.NOT_AN_IMAGE, new byte[] {(byte) 0xff}, "not an image"),
        bad("PDF", RejectReason.NOT_AN_IMAGE, text("%PDF-1.7"), "a PDF"),
        bad("still GIF", RejectReason.UNSUPPORTED_FORMAT, gif(1), "save it as JPEG"),
        bad("animated GIF", RejectReason.ANIMATED, gif(3), "save one frame"),
        bad("BMP", RejectReason.UNSUPPORTED_FORMAT, imageIo(plain, "bmp"), "a BMP"),
        bad("TIFF", RejectReason.UNSUPPORTED_FORMAT, imageIo(plain, "tiff"), "TIFF"),
        bad("HEIC", RejectReason.UNSUPPORTED_FORMAT, text("\0\0\0\030ftypheic"), "a HEIC"),
        bad("AVIF", RejectReason.UNSUPPORTED_FORMAT, text("\0\0\0\034ftypavif"), "an AVIF"),
        bad("MP4", RejectReason.UNSUPPORTED_FORMAT, text("\0\0\0\034ftypisom"), "a video"),
        bad(
            "APNG",
            RejectReason.ANIMATED,
            TestImages.insertChunk(png, "acTL", new byte[8]),
            "animated PNG"),
        bad("animated WebP", RejectReason.ANIMATED, animatedWebp(), "animated WebP"),
        bad(
            "1x1 PNG",
            RejectReason.TOO_SMALL,
            imageIo(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png"),
            "1 x 1"),
        bad("1x1 JPEG", RejectReason.TOO_SMALL, TestImages.jpegHeader(1, 1), "1 x 1"),
        bad(
            "huge PNG",
            RejectReason.TOO_MANY_PIXELS,
            TestImages.pngHeader(30_000, 30_000),
            "30000 x 30000"),
        bad(
            "unsigned PNG",
            RejectReason.TOO_MANY_PIXELS,
            TestImages.pngHeader(-1, -1),
            "4294967295"),
        bad(
            "huge JPEG",
            RejectReason.TOO_MANY_PIXELS,
            TestImages.jpegHeader(30_000, 30_000),
            "64 megapixels"),
        bad("heavy", RejectReason.TOO_MANY_BYTES, new byte[(16 << 20) + 1], "16777216"),
        bad("12-bit JPEG", RejectReason.UNSUPPORTED_FORMAT, twelveBitJpeg(), "12-bit"),
        bad("PNG without pixels", RejectReason.CORRUPT, pngWithout("IDAT"), "no picture"),
        bad(
            "JPEG of no frame",
            RejectReason.CORRUPT,
            new byte[] {-1, (byte) 0xd8, -1, (byte) 0xd9},
            "no picture"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void shouldSayWhatIsWrong(byte[] file, RejectReason reason, String message) {
    ImageRejectedException e = reject(file);

    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e).hasMessageContaining(message);
  }

  static Stream<Named<byte[]>> complete() {
    RgbImage image = textured(120, 90);
    return Stream.of(
        Named.of("JPEG", ImageEncoder.jpeg(image, 90)),
        Named.of("JPEG 4:2:0", TestImages.jdkJpeg(image, false)),
        Named.of("progressive JPEG", TestImages.jdkJpeg(image, true)),
        Named.of("PNG", ImageEncoder.png(image)),
        Named.of("WebP", TestImages.webp(120, 90, 3, 2, 1)));
  }

  @ParameterizedTest
  @MethodSource("complete")
  void shouldRejectEveryTruncation(byte[] file) {
    int step = Math.max(1, file.length / 97);
    for (int length = 13; length < file.length; length += step) {
      assertThat(reject(Arrays.copyOf(file, length)).reason()).isEqualTo(RejectReason.CORRUPT);
    }
    assertThat(reject(Arrays.copyOf(file, file.length - 1)).reason())
        .isEqualTo(RejectReason.CORRUPT);
  }

  /** Half a picture that nevertheless ends as it should, as a broken upload leaves it. */
  @Test
  void shouldRejectJpegThatLacksPartOfItsPicture() {
    byte[] jpeg = ImageEncoder.jpeg(textured(640, 480), 90);
    for (int part = 5; part < 10; part++) {
      byte[] half = Arrays.copyOf(jpeg, jpeg.length * part / 10);
      half[half.length - 2] = (byte) 0xff;
      half[half.length - 1] = (byte) 0xd9;

      assertThat(reject(half).reason()).isEqualTo(RejectReason.CORRUPT);
    }
  }

  @Test
  void shouldRejectFlippedBitsInPng() {
    byte[] png = ImageEncoder.png(textured(120, 90));
    png[png.length / 2] ^= 4;

    assertThat(reject(png).reason()).isEqualTo(RejectReason.CORRUPT);
  }

  @Test
  void shouldNeverFailOtherwiseOnDamagedBytes() {
    java.util.Random random = new java.util.Random(7);
    complete()
        .forEach(
            file -> {
              for (int round = 0; round < 60; round++) {
                byte[] damaged = file.getPayload().clone();
                for (int i = 0; i < 5; i++) {
                  damaged[random.nextInt(Math.min(damaged.length, 400))] = (byte) random.nextInt();
                }
                try {
                  assertThat(ImageDecoder.decode(ByteBuffer.wrap(damaged)).width()).isPositive();
                } catch (ImageRejectedException e) {
                  assertThat(e.reason()).isNotNull();
                }
              }
            });
  }

  @Test
  void shouldObeyOtherLimits() throws Exception {
    byte[] png = ImageEncoder.png(gradient(40, 20));

    assertThat(ImageDecoder.decode(ByteBuffer.wrap(png), new ImageLimits(1 << 20, 800, 1)).width())
        .isEqualTo(40);
    assertThat(reject(png, new ImageLimits(1 << 20, 799, 1)).reason())
        .isEqualTo(RejectReason.TOO_MANY_PIXELS);
    assertThat(reject(png, new ImageLimits(png.length - 1, 800, 1)).reason())
        .isEqualTo(RejectReason.TOO_MANY_BYTES);
  }

  private static ImageRejectedException reject(byte[] file) {
    return reject(file, ImageLimits.DEFAULT);
  }

  private static ImageRejectedException reject(byte[] file, ImageLimits limits) {
    ImageRejectedException e =
        catchThrowableOfType(
            ImageRejectedException.class, () -> ImageDecoder.decode(ByteBuffer.wrap(file), limits));
    assertThat(e).as("a rejection of %d bytes", file.length).isNotNull();
    return e;
  }

  private static Arguments bad(String name, RejectReason reason, byte[] file, String message) {
    return Arguments.of(Named.of(name, file), reason, message);
  }

  private static byte[] text(String s) {
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gif(int frames) throws Exception {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < frames; i++) {
        BufferedImage frame = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_INDEXED);
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    }
    return out.toByteArray();
  }

  private static byte[] animatedWebp() {
    byte[] file = text("RIFF\026\0\0\0WEBPVP8X\012\0\0\0\2\0\0\0\143\0\0\143\0\0");
    return file;
  }

  private static byte[] twelveBitJpeg() {
    byte[] jpeg = TestImages.jpegHeader(40, 40);
    for (int i = 0; ; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        jpeg[i + 4] = 12;
        return jpeg;
      }
    }
  }

  private static byte[] pngWithout(String chunk) {
    byte[] png = ImageEncoder.png(gradient(40, 40));
    String all = new String(png, StandardCharsets.ISO_8859_1);
    int at = all.indexOf(chunk) - 4;
    int end = all.indexOf("IEND") - 4;
    ByteBuffer out = ByteBuffer.allocate(at + png.length - end);
    return out.put(png, 0, at).put(png, end, png.length - end).array();
  }
}
