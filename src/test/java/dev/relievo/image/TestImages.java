package dev.relievo.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Image files of every kind that the tests need, made on the fly. */
final class TestImages {

  private TestImages() {}

  /** Smooth colours that differ everywhere, so that every turn and every swap shows. */
  static RgbImage gradient(int width, int height) {
    RgbImage image = new RgbImage(width, height);
    for (int y = 0, o = 0; y < height; y++) {
      for (int x = 0; x < width; x++, o += 3) {
        image.data()[o] = (byte) (20 + 200 * x / width);
        image.data()[o + 1] = (byte) (220 - 180 * y / height);
        image.data()[o + 2] = (byte) (40 + 100 * x / width + 100 * y / height);
      }
    }
    return image;
  }

  /** Fine texture, so that an encoded file has data everywhere. */
  static RgbImage textured(int width, int height) {
    RgbImage image = gradient(width, height);
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] += (byte) (20 * Math.sin(i * 0.37) * Math.cos(i / 3 / width * 0.23));
    }
    return image;
  }

  static BufferedImage buffered(RgbImage image, int type) {
    BufferedImage out = new BufferedImage(image.width(), image.height(), type);
    for (int y = 0, o = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++, o += 3) {
        byte[] d = image.data();
        out.setRGB(
            x, y, 0xff000000 | (d[o] & 0xff) << 16 | (d[o + 1] & 0xff) << 8 | d[o + 2] & 0xff);
      }
    }
    return out;
  }

  static byte[] imageIo(RenderedImage image, String format) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("no writer for " + format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A JPEG by the JDK's encoder, 4:2:0. */
  static byte[] jdkJpeg(RgbImage image, boolean progressive) {
    return jdkJpeg(
        new IIOImage(buffered(image, BufferedImage.TYPE_INT_RGB), null, null), progressive, null);
  }

  /** A JPEG of four components as painting programs write it: inverted CMYK, Adobe marker. */
  static byte[] cmykJpeg(int width, int height, int c, int m, int y, int k) {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    int[] pixel = {255 - c, 255 - m, 255 - y, 255 - k};
    for (int i = 0; i < width * height; i++) {
      raster.setPixel(i % width, i / width, pixel);
    }
    byte[] plain = jdkJpeg(new IIOImage(raster, null, null), false, null);
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    return insertSegment(plain, 0xee, adobe);
  }

  private static byte[] jdkJpeg(
      IIOImage image, boolean progressive, ImageTypeSpecifier destination) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(0.95f);
      param.setDestinationType(destination);
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(stream);
      writer.write(null, image, param);
      stream.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }

  /** A PNG of 16 bits a channel, with alpha where there are four channels. */
  static byte[] deepPng(int width, int height, int... rgba) {
    boolean alpha = rgba.length == 4;
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(width, height);
    for (int i = 0; i < width * height; i++) {
      raster.setPixel(i % width, i / width, rgba);
    }
    return imageIo(new BufferedImage(model, raster, false, null), "png");
  }

  /** The image through OpenCV's encoder for the extension, with its options. */
  static byte[] openCv(Mat image, String extension, int... options) {
    try (BytePointer file = new BytePointer();
        IntPointer parameters = new IntPointer(options)) {
      opencv_imgcodecs.imencode(extension, image, file, parameters);
      byte[] out = new byte[(int) file.limit()];
      file.get(out);
      return out;
    }
  }

  /** A lossless WebP of one colour. */
  static byte[] webp(int width, int height, int... bgra) {
    try (BytePointer memory = new BytePointer((long) width * height * bgra.length);
        Mat image = OpenCv.over(memory, width, height, bgra.length)) {
      for (int i = 0; i < width * height * bgra.length; i++) {
        memory.put(i, (byte) bgra[i % bgra.length]);
      }
      return openCv(image, ".webp", opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 101);
    }
  }

  static byte[] insertSegment(byte[] jpeg, int marker, byte[] body) {
    return ByteBuffer.allocate(jpeg.length + body.length + 4)
        .put(jpeg, 0, 2)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (body.length + 2))
        .put(body)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** A JPEG with an EXIF orientation; both byte orders occur in the wild. */
  static byte[] withExif(byte[] jpeg, int orientation, ByteOrder order) {
    byte[] tiff = tiff(orientation, order);
    byte[] body = new byte[6 + tiff.length];
    System.arraycopy("Exif\0\0".getBytes(StandardCharsets.US_ASCII), 0, body, 0, 6);
    System.arraycopy(tiff, 0, body, 6, tiff.length);
    return insertSegment(jpeg, 0xe1, body);
  }

  static byte[] tiff(int orientation, ByteOrder order) {
    ByteBuffer b = ByteBuffer.allocate(8 + 2 + 2 * 12 + 4).order(order);
    b.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    b.putShort((short) 42).putInt(8).putShort((short) 2);
    b.putShort((short) 0x0100).putShort((short) 4).putInt(1).putInt(99);
    b.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    b.putShort((short) orientation).putShort((short) 0).putInt(0);
    return b.array();
  }

  /** A PNG with a further chunk after its header. */
  static byte[] insertChunk(byte[] png, String type, byte[] body) {
    int header = 8 + 25;
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(body);
    return ByteBuffer.allocate(png.length + 12 + body.length)
        .put(png, 0, header)
        .putInt(body.length)
        .put(name)
        .put(body)
        .putInt((int) crc.getValue())
        .put(png, header, png.length - header)
        .array();
  }

  /** A PNG's header alone, declaring any size. */
  static byte[] pngHeader(int width, int height) {
    byte[] png = imageIo(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png");
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    return png;
  }

  /** A JPEG that declares any size. */
  static byte[] jpegHeader(int width, int height) {
    byte[] jpeg = ImageEncoder.jpeg(gradient(32, 32), 90);
    for (int i = 0; i < jpeg.length; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        ByteBuffer.wrap(jpeg).putShort(i + 5, (short) height).putShort(i + 7, (short) width);
        return jpeg;
      }
    }
    throw new IllegalStateException("no frame header");
  }

  static int[] pixel(RgbImage image, int x, int y) {
    int o = 3 * (y * image.width() + x);
    return new int[] {
      image.data()[o] & 0xff, image.data()[o + 1] & 0xff, image.data()[o + 2] & 0xff
    };
  }
}
