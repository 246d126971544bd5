package dev.relievo.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import dev.relievo.image.RgbImage;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;

/**
 * Decoded pictures as sRGB with square pixels. Where a video does not say by which matrix its
 * colours were made, it is that of ITU-R BT.709 from 720 lines on, else that of BT.601, as players
 * have it. Brightness beyond the usual range (HDR) is not mapped.
 */
final class RgbScaler implements AutoCloseable {

  private static final int HD_LINES = 720;
  private static final int ONE = 1 << 16;

  /** What the conversion depends on. */
  private record Kind(int width, int height, int format, int outWidth, int matrix, boolean full) {}

  private Kind kind;
  private SwsContext context;
  private AVFrame rgb;

  /**
   * Converts.
   *
   * @param aspect a pixel's width by its height; zero where nothing is known
   */
  RgbImage convert(AVFrame frame, AVRational aspect) {
    prepare(kind(frame, aspect));
    sws_scale(
        context, frame.data(), frame.linesize(), 0, kind.height(), rgb.data(), rgb.linesize());
    RgbImage image = new RgbImage(kind.outWidth(), kind.height());
    int row = 3 * image.width();
    try (BytePointer pixels = rgb.data(0)) {
      for (int y = 0; y < image.height(); y++) {
        pixels.position((long) y * rgb.linesize(0)).get(image.data(), y * row, row);
      }
    }
    return image;
  }

  private static Kind kind(AVFrame frame, AVRational aspect) {
    int matrix = frame.colorspace();
    if (matrix == AVCOL_SPC_UNSPECIFIED) {
      matrix = frame.height() >= HD_LINES ? SWS_CS_ITU709 : SWS_CS_ITU601;
    }
    int format = frame.format();
    boolean full =
        frame.color_range() == AVCOL_RANGE_JPEG
            || format == AV_PIX_FMT_YUVJ420P
            || format == AV_PIX_FMT_YUVJ422P
            || format == AV_PIX_FMT_YUVJ444P;
    return new Kind(
        frame.width(), frame.height(), format, squareWidth(frame, aspect), matrix, full);
  }

  private static int squareWidth(AVFrame frame, AVRational aspect) {
    if (aspect.num() <= 0 || aspect.den() <= 0) {
      return frame.width();
    }
    long width = Math.round((double) frame.width() * aspect.num() / aspect.den());
    // A ratio that makes no sense is none.
    boolean sensible = width >= frame.width() / 4 && width <= 4L * frame.width();
    boolean fits = width * frame.height() <= VideoLimits.MAX_PIXELS;
    return sensible && fits ? Math.max(1, (int) width) : frame.width();
  }

  private void prepare(Kind wanted) {
    if (wanted.equals(kind)) {
      return;
    }
    close();
    context =
        sws_getCachedContext(
            null,
            wanted.width(),
            wanted.height(),
            wanted.format(),
            wanted.outWidth(),
            wanted.height(),
            AV_PIX_FMT_RGB24,
            SWS_BICUBIC | SWS_ACCURATE_RND,
            null,
            null,
            (DoublePointer) null);
    if (context == null) {
      throw new IllegalStateException("no conversion to RGB for pixels of kind " + wanted.format());
    }
    var table = sws_getCoefficients(wanted.matrix());
    sws_setColorspaceDetails(context, table, wanted.full() ? 1 : 0, table, 1, 0, ONE, ONE);
    rgb = av_frame_alloc();
    rgb.format(AV_PIX_FMT_RGB24).width(wanted.outWidth()).height(wanted.height());
    if (av_frame_get_buffer(rgb, 0) < 0) {
      throw new OutOfMemoryError("no native memory for a picture of a video");
    }
    kind = wanted;
  }

  @Override
  public void close() {
    kind = null;
    if (context != null) {
      sws_freeContext(context);
      context = null;
    }
    if (rgb != null) {
      av_frame_free(rgb);
      rgb = null;
    }
  }
}
