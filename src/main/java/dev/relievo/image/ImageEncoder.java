package dev.relievo.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Encodes images as JPEG for photographs and PNG for maps. */
public final class ImageEncoder {

  /** Quality at which crops and textures travel. */
  public static final int PHOTO_QUALITY = 95;

  /** A photograph at level 3 is 6 % smaller and takes half as long again. */
  private static final int PNG_LEVEL = 1;

  private ImageEncoder() {}

  /**
   * A JPEG without chroma subsampling (4:4:4).
   *
   * @param quality 1 to 100
   */
  public static byte[] jpeg(RgbImage image, int quality) {
    return jpeg(image, quality, IMWRITE_JPEG_SAMPLING_FACTOR_444);
  }

  /**
   * A JPEG with a colour for four pixels (4:2:0), which is all that a picture of a video has.
   *
   * @param quality 1 to 100
   */
  public static byte[] jpegOfVideo(RgbImage image, int quality) {
    return jpeg(image, quality, IMWRITE_JPEG_SAMPLING_FACTOR_420);
  }

  private static byte[] jpeg(RgbImage image, int quality, int sampling) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("a JPEG's quality is 1 to 100, not " + quality);
    }
    return rgb(
        image, ".jpg", IMWRITE_JPEG_QUALITY, quality, IMWRITE_JPEG_SAMPLING_FACTOR, sampling);
  }

  /** A lossless 8-bit RGB PNG. */
  public static byte[] png(RgbImage image) {
    return rgb(image, ".png", IMWRITE_PNG_COMPRESSION, PNG_LEVEL);
  }

  /**
   * A lossless 8-bit grey PNG.
   *
   * @param grey height x width, 0 to 255
   */
  public static byte[] greyPng(byte[] grey, int width, int height) {
    checkLength(grey.length, width, height);
    try (BytePointer memory = OpenCv.allocate(grey.length);
        Mat image = OpenCv.over(memory, width, height, 1)) {
      memory.put(grey);
      return encode(image, ".png", IMWRITE_PNG_COMPRESSION, PNG_LEVEL);
    }
  }

  /**
   * A lossless 16-bit grey PNG.
   *
   * @param grey height x width, unsigned, 0 to 65535
   */
  public static byte[] greyPng(short[] grey, int width, int height) {
    checkLength(grey.length, width, height);
    try (ShortPointer memory = OpenCv.allocateShorts(grey.length);
        Mat image = new Mat(height, width, CV_16UC1, memory)) {
      memory.put(grey);
      return encode(image, ".png", IMWRITE_PNG_COMPRESSION, PNG_LEVEL);
    }
  }

  private static void checkLength(int length, int width, int height) {
    if (width < 1 || height < 1 || length != Math.multiplyExact(width, height)) {
      throw new IllegalArgumentException(
          "a grey image of " + width + " x " + height + " pixels does not have " + length);
    }
  }

  private static byte[] rgb(RgbImage image, String extension, int... options) {
    try (BytePointer memory = OpenCv.allocate(image.data().length);
        Mat pixels = OpenCv.over(memory, image.width(), image.height(), 3)) {
      memory.put(image.data());
      // The encoders want blue first.
      cvtColor(pixels, pixels, COLOR_RGB2BGR);
      return encode(pixels, extension, options);
    }
  }

  private static byte[] encode(Mat image, String extension, int... options) {
    try (BytePointer file = new BytePointer();
        IntPointer parameters = new IntPointer(options)) {
      if (!imencode(extension, image, file, parameters)) {
        throw new IllegalStateException("the native " + extension + " encoder failed");
      }
      byte[] out = new byte[Math.toIntExact(file.limit())];
      file.get(out);
      return out;
    }
  }
}
