package dev.relievo.video;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * The native libraries, set up once; call {@link #load()} before anything else of them. What they
 * would log is said by the exceptions here, in one line.
 */
final class Ffmpeg {

  /** See {@code dev.relievo.image.OpenCv}: the same library, whoever comes first. */
  private static final String PROCESS_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private static final int MESSAGE_BYTES = 128;

  static {
    if (System.getProperty(PROCESS_LIMIT) == null) {
      System.setProperty(PROCESS_LIMIT, "0");
    }
    av_log_set_level(AV_LOG_QUIET);
  }

  private Ffmpeg() {}

  /** Loads the libraries; the first time they are unpacked to a cache in the home folder. */
  static void load() {}

  /** What an error code means. */
  static String message(int error) {
    if (error == AVERROR_INVALIDDATA()) {
      return "its content makes no sense";
    }
    byte[] text = new byte[MESSAGE_BYTES];
    av_strerror(error, text, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  /** Options in native memory, which whoever takes them frees. */
  static AVDictionary dictionary(Map<String, String> options) {
    AVDictionary dictionary = new AVDictionary(null);
    options.forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
    return dictionary;
  }
}
