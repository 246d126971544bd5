package dev.relievo.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import dev.relievo.record.RejectReason;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes maps: pictures of one channel that hold numbers, as {@link ImageEncoder#greyPng} writes
 * them. Values come as they are; orientation and colour profiles are none of theirs.
 *
 * <p>As with {@link ImageDecoder} the file is checked before anything is decoded, and here its size
 * is known beforehand: what declares another is rejected.
 */
public final class GreyDecoder {

  private GreyDecoder() {}

  /**
   * Decodes a map of 8 bits.
   *
   * @param file the encoded map, position to limit; any kind of buffer, left as it was
   * @param width pixels that it must have
   * @param height pixels that it must have
   * @return height x width, 0 to 255
   * @throws ImageRejectedException where it is no such map
   */
  public static byte[] decode8(ByteBuffer file, int width, int height)
      throws ImageRejectedException {
    try (BytePointer bytes = checked(file, width, height);
        Mat map = decoded(bytes, width, height, CV_8UC1, 8);
        BytePointer pixels = map.data()) {
      byte[] out = new byte[width * height];
      pixels.get(out);
      return out;
    }
  }

  /**
   * Decodes a map of 16 bits.
   *
   * @param file the encoded map, position to limit; any kind of buffer, left as it was
   * @param width pixels that it must have
   * @param height pixels that it must have
   * @return height x width, unsigned, 0 to 65535
   * @throws ImageRejectedException where it is no such map
   */
  public static short[] decode16(ByteBuffer file, int width, int height)
      throws ImageRejectedException {
    try (BytePointer bytes = checked(file, width, height);
        Mat map = decoded(bytes, width, height, CV_16UC1, 16);
        BytePointer pixels = map.data();
        ShortPointer values = new ShortPointer(pixels)) {
      short[] out = new short[width * height];
      values.get(out);
      return out;
    }
  }

  /** The file in native memory; close it. */
  private static BytePointer checked(ByteBuffer file, int width, int height)
      throws ImageRejectedException {
    ImageHeader header = ImageHeader.read(file, ImageLimits.MAPS);
    if (header.width() != width || header.height() != height) {
      throw new ImageRejectedException(
          RejectReason.INVALID_RECORD,
          "the map has %d x %d pixels where %d x %d are due"
              .formatted(header.width(), header.height(), width, height));
    }
    return ImageDecoder.copy(file, header);
  }

  private static Mat decoded(BytePointer bytes, int width, int height, int type, int bits)
      throws ImageRejectedException {
    try (Mat input = OpenCv.over(bytes, Math.toIntExact(bytes.capacity()), 1, 1)) {
      Mat map = imdecode(input, IMREAD_UNCHANGED);
      if (map.cols() == width && map.rows() == height && map.type() == type) {
        return map;
      }
      boolean empty = map.empty();
      map.close();
      throw empty
          ? ImageHeader.corrupt("it cannot be decoded")
          : new ImageRejectedException(
              RejectReason.UNSUPPORTED_FORMAT, "the map is no grey picture of " + bits + " bits");
    }
  }
}
