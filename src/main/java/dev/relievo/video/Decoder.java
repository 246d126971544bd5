package dev.relievo.video;

import static org.bytedeco.ffmpeg.avcodec.AVCodecContext.FF_THREAD_SLICE;
import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Packets to pictures. */
final class Decoder implements AutoCloseable {

  /** What cameras, telephones and archives write; the hundred others stay out of reach. */
  private static final String CODECS =
      "h264,hevc,vp8,vp9,av1,libaom-av1,libdav1d,mpeg1video,mpeg2video,mpeg4,msmpeg4v2,msmpeg4,h263,"
          + "flv,mjpeg,theora,wmv1,wmv2,wmv3,vc1,dvvideo,prores,png,apng,gif,ffv1,huffyuv,rawvideo";

  private static final int MOST_THREADS = 4;

  private final AVCodecContext context;
  private final AVFrame frame = av_frame_alloc();
  private long damaged;

  /**
   * For a stream.
   *
   * @param name of the video, for messages
   * @param live whether a picture is wanted as soon as it is there
   * @throws VideoException where there is no decoder for it
   */
  Decoder(String name, AVStream stream, boolean live) throws VideoException {
    AVCodecParameters parameters = stream.codecpar();
    AVCodec codec = codec(parameters.codec_id());
    context = codec == null ? null : avcodec_alloc_context3(codec);
    if (context == null || !isOpen(codec, parameters, stream, live)) {
      String kind;
      try (var text = avcodec_get_name(parameters.codec_id())) {
        kind = text.getString();
      }
      close();
      throw new VideoException(
          "%s: pictures of the kind %s cannot be decoded; convert it to H.264"
              .formatted(name, kind));
    }
  }

  private static AVCodec codec(int id) {
    // FFmpeg's own AV1 decoder only drives hardware.
    AVCodec software = id == AV_CODEC_ID_AV1 ? avcodec_find_decoder_by_name("libaom-av1") : null;
    return software == null ? avcodec_find_decoder(id) : software;
  }

  private boolean isOpen(
      AVCodec codec, AVCodecParameters parameters, AVStream stream, boolean live) {
    if (avcodec_parameters_to_context(context, parameters) < 0) {
      return false;
    }
    context.pkt_timebase(stream.time_base());
    context.max_pixels(VideoLimits.MAX_PIXELS);
    context.thread_count(Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS));
    // A thread a picture would hold back as many pictures as there are threads; and where one of
    // them is damaged, MPEG-4's decoder may hand it on from the next thread before it is marked.
    if (live || parameters.codec_id() == AV_CODEC_ID_MPEG4) {
      context.thread_type(FF_THREAD_SLICE);
    }
    if (live) {
      context.flags(context.flags() | AV_CODEC_FLAG_LOW_DELAY);
    }
    AVDictionary options = Ffmpeg.dictionary(Map.of("codec_whitelist", CODECS));
    try {
      return avcodec_open2(context, codec, options) >= 0;
    } finally {
      av_dict_free(options);
    }
  }

  /**
   * Gives the decoder a packet.
   *
   * @param packet null at the end: what is still inside comes out
   */
  void send(AVPacket packet) {
    if (avcodec_send_packet(context, packet) < 0 && packet != null) {
      damaged++;
    }
  }

  /** A picture that is ready, there until the next call; null where the next packet is needed. */
  AVFrame receive() {
    while (avcodec_receive_frame(context, frame) >= 0) {
      boolean broken = (frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0;
      if (!broken && frame.decode_error_flags() == 0) {
        return frame;
      }
      damaged++;
    }
    return null;
  }

  /** Packets and pictures that could not be decoded, or only by inventing parts of them. */
  long damaged() {
    return damaged;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    if (context != null) {
      avcodec_free_context(context);
    }
  }
}
