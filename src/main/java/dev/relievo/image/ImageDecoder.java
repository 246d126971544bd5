package dev.relievo.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes photographs: JPEG (also grey, CMYK, progressive), PNG (also 16-bit, grey, palette, alpha)
 * and still WebP, turned upright by their EXIF orientation.
 *
 * <p>The file is checked before anything is decoded: its size, its kind, the pixels that its header
 * declares, and that it is complete. Transparent pixels are blended onto white in sRGB, as browsers
 * do on a white page; a colour under full transparency therefore never shows. Colour profiles are
 * not applied: pixels are taken as sRGB. CMYK is taken as inverted, which is how every common
 * program writes it.
 */
public final class ImageDecoder {

  private static final int OPAQUE = 255;
  private static final int WHITE = 255;
  private static final double SIXTEEN_TO_EIGHT = 1 / 257.0;
  private static final int JPEG_FIRST_BYTE = 0xff;
  private static final int LARGEST_REDUCTION = 8;

  private ImageDecoder() {}

  /**
   * Decodes with {@link ImageLimits#DEFAULT}.
   *
   * @param file the encoded image, position to limit; any kind of buffer, left as it was
   * @return the upright image, 8-bit sRGB
   * @throws ImageRejectedException where it cannot be used
   */
  public static RgbImage decode(ByteBuffer file) throws ImageRejectedException {
    return decode(file, ImageLimits.DEFAULT);
  }

  /**
   * Decodes.
   *
   * @param file the encoded image, position to limit; any kind of buffer, left as it was
   * @return the upright image, 8-bit sRGB
   * @throws ImageRejectedException where it cannot be used
   */
  public static RgbImage decode(ByteBuffer file, ImageLimits limits) throws ImageRejectedException {
    ImageHeader header = ImageHeader.read(file, limits);
    try (BytePointer bytes = copy(file, header);
        Mat input = OpenCv.over(bytes, header.length() + header.padding(), 1, 1)) {
      return header.alpha() ? blended(input, header) : opaque(input, header, 1);
    }
  }

  /**
   * Decodes no more of a picture than is needed: a JPEG's blocks have their means and low
   * frequencies at hand, so that a half or a quarter of the size costs a fraction of the time.
   * Pictures of other kinds, and turned ones, are decoded whole.
   *
   * @param file as for {@link #decode(ByteBuffer)}
   * @param leastSide pixels that the shorter side keeps at least, where it has them
   * @param limits of the file and of the whole picture
   * @throws ImageRejectedException where it cannot be used
   */
  public static ReducedImage decodeReduced(ByteBuffer file, int leastSide, ImageLimits limits)
      throws ImageRejectedException {
    ImageHeader header = ImageHeader.read(file, limits);
    int factor = 1, side = Math.min(header.width(), header.height());
    while (factor < LARGEST_REDUCTION && side / (2 * factor) >= leastSide) {
      factor *= 2;
    }
    boolean jpeg = (file.get(file.position()) & 0xff) == JPEG_FIRST_BYTE;
    if (factor == 1 || !jpeg || header.orientation() != 1) {
      return new ReducedImage(decode(file, limits), 1);
    }
    try (BytePointer bytes = copy(file, header);
        Mat input = OpenCv.over(bytes, header.length() + header.padding(), 1, 1)) {
      return new ReducedImage(opaque(input, header, factor), factor);
    }
  }

  /** The image in native memory, padded as the decoder wants it; close it. */
  static BytePointer copy(ByteBuffer file, ImageHeader header) {
    BytePointer bytes = OpenCv.allocate(header.length() + header.padding());
    bytes.asByteBuffer().put(file.slice(file.position(), header.length()));
    bytes.asByteBuffer().put(header.length(), new byte[header.padding()]);
    return bytes;
  }

  private static RgbImage opaque(Mat input, ImageHeader header, int factor)
      throws ImageRejectedException {
    try (Mat image = imdecode(input, reduced(factor) | IMREAD_IGNORE_ORIENTATION)) {
      check(image, header, factor);
      turn(image, header.orientation());
      RgbImage out = new RgbImage(image.cols(), image.rows());
      try (BytePointer pixels = image.data()) {
        pixels.get(out.data());
      }
      return out;
    }
  }

  private static RgbImage blended(Mat input, ImageHeader header) throws ImageRejectedException {
    try (Mat image = imdecode(input, IMREAD_UNCHANGED)) {
      if (image.channels() != 4) {
        // A colour key that the decoder does not turn into alpha: nothing to blend.
        return opaque(input, header, 1);
      }
      check(image, header, 1);
      if (image.depth() != CV_8U) {
        image.convertTo(image, CV_8U, SIXTEEN_TO_EIGHT, 0);
      }
      turn(image, header.orientation());
      return blendOntoWhite(image);
    }
  }

  /**
   * The decoder's flags for a fraction of the size in RGB; the names with GRAYSCALE are that alone.
   */
  private static int reduced(int factor) {
    return IMREAD_COLOR_RGB
        | switch (factor) {
          case 2 -> IMREAD_REDUCED_GRAYSCALE_2;
          case 4 -> IMREAD_REDUCED_GRAYSCALE_4;
          case 8 -> IMREAD_REDUCED_GRAYSCALE_8;
          default -> 0;
        };
  }

  private static void check(Mat image, ImageHeader header, int factor)
      throws ImageRejectedException {
    if (image.cols() != (header.width() + factor - 1) / factor
        || image.rows() != (header.height() + factor - 1) / factor) {
      throw ImageHeader.corrupt("it cannot be decoded; copy or download it again");
    }
  }

  /** Turns an image upright, given its EXIF orientation. */
  private static void turn(Mat image, int orientation) {
    if (orientation >= 5) {
      try (Mat transposed = new Mat()) {
        transpose(image, transposed);
        image.put(transposed);
      }
    }
    switch (orientation) {
      case 2, 6 -> flip(image, image, 1);
      case 3, 7 -> flip(image, image, -1);
      case 4, 8 -> flip(image, image, 0);
      default -> {}
    }
  }

  private static RgbImage blendOntoWhite(Mat bgra) {
    RgbImage out = new RgbImage(bgra.cols(), bgra.rows());
    byte[] row = new byte[4 * out.width()];
    try (BytePointer pixels = bgra.data()) {
      for (int y = 0, o = 0; y < out.height(); y++) {
        pixels.position((long) y * row.length).get(row);
        for (int i = 0; i < row.length; i += 4, o += 3) {
          int alpha = row[i + 3] & 0xff;
          for (int c = 0; c < 3; c++) {
            int colour = row[i + 2 - c] & 0xff;
            out.data()[o + c] = (byte) ((colour * alpha + WHITE * (OPAQUE - alpha) + 127) / OPAQUE);
          }
        }
      }
    }
    return out;
  }
}
