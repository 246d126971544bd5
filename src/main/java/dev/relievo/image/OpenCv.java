package dev.relievo.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The native codecs, set up once: one thread, because the stages are the unit of parallelism. Every
 * native object is closed by the method that made it.
 */
final class OpenCv {

  /**
   * JavaCPP fails an allocation where the whole process, with the memory of the networks' engine,
   * has grown to a multiple of the heap. What is allocated here is small and closed at once.
   */
  private static final String PROCESS_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  static {
    if (System.getProperty(PROCESS_LIMIT) == null) {
      System.setProperty(PROCESS_LIMIT, "0");
    }
    opencv_core.setNumThreads(1);
  }

  private OpenCv() {}

  /** Native memory for this many bytes; close it. */
  static BytePointer allocate(long bytes) {
    return new BytePointer(bytes);
  }

  /** Native memory for this many 16-bit values; close it. */
  static ShortPointer allocateShorts(long values) {
    return new ShortPointer(values);
  }

  /** An 8-bit image over native memory of height x width x channels bytes; close both. */
  static Mat over(BytePointer memory, int width, int height, int channels) {
    return new Mat(height, width, CV_8UC(channels), memory);
  }
}
