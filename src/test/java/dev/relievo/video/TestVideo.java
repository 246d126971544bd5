package dev.relievo.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_new;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import dev.relievo.image.RgbImage;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * Clips whose pictures say their number: eight bars, white for a one, over a red quarter at the top
 * left of what is below them; the rest is grey.
 */
public final class TestVideo {

  private static final int BITS = 8;
  private static final int WHITE = 235;
  private static final int BLACK = 16;
  private static final int GREY = 110;

  /** Studio-range YUV of a strong red. */
  private static final int[] RED = {81, 90, 240};

  private String codec = "mpeg4";
  private int width = 320;
  private int height = 240;
  private long[] millis = LongStream.range(0, 12).map(i -> 40 * i).toArray();
  private int[] matrix;
  private boolean inOrder;
  private Map<String, String> options = Map.of();
  private final List<byte[]> packets = new ArrayList<>();

  /** Encoded by an encoder of FFmpeg; default mpeg4. */
  public TestVideo codec(String name) {
    codec = name;
    return this;
  }

  TestVideo size(int newWidth, int newHeight) {
    width = newWidth;
    height = newHeight;
    return this;
  }

  /** Presentation times; one a picture. */
  public TestVideo times(long... newMillis) {
    millis = newMillis;
    return this;
  }

  /** So many pictures, 40 ms each. */
  public TestVideo pictures(int count) {
    return times(LongStream.range(0, count).map(i -> 40 * i).toArray());
  }

  /** To be turned as a track header says. */
  TestVideo turned(int xx, int xy, int yx, int yy) {
    int one = 1 << 16;
    matrix = new int[] {xx * one, xy * one, 0, yx * one, yy * one, 0, 0, 0, 1 << 30};
    return this;
  }

  /** Coded in the order in which pictures are shown. */
  TestVideo inOrder() {
    inOrder = true;
    return this;
  }

  /** Of the container. */
  TestVideo options(Map<String, String> newOptions) {
    options = newOptions;
    return this;
  }

  /** What was written, packet by packet. */
  List<byte[]> packets() {
    return packets;
  }

  /** Writes a file in the container that its ending names. */
  public TestVideo write(Path file) {
    Ffmpeg.load();
    AVFormatContext format = new AVFormatContext(null);
    check(avformat_alloc_output_context2(format, null, null, file.toString()));
    AVCodecContext encoder = encoder(format);
    AVStream stream = avformat_new_stream(format, null);
    check(avcodec_parameters_from_context(stream.codecpar(), encoder));
    stream.time_base(encoder.time_base());
    if (matrix != null) {
      turn(stream);
    }
    AVIOContext io = new AVIOContext(null);
    check(avio_open(io, file.toString(), AVIO_FLAG_WRITE));
    format.pb(io);
    AVDictionary dictionary = Ffmpeg.dictionary(options);
    check(avformat_write_header(format, dictionary));
    av_dict_free(dictionary);
    AVFrame frame = frame(encoder);
    for (int i = 0; i < millis.length; i++) {
      check(av_frame_make_writable(frame));
      paint(frame, i);
      long unit = 1000L / encoder.time_base().den();
      frame.pts(millis[i] / unit);
      check(avcodec_send_frame(encoder, frame));
      drain(format, stream, encoder);
    }
    check(avcodec_send_frame(encoder, null));
    drain(format, stream, encoder);
    check(av_write_trailer(format));
    avio_closep(io);
    av_frame_free(frame);
    avcodec_free_context(encoder);
    avformat_free_context(format);
    return this;
  }

  private AVCodecContext encoder(AVFormatContext format) {
    AVCodec found = avcodec_find_encoder_by_name(codec);
    AVCodecContext encoder = avcodec_alloc_context3(found);
    encoder.width(width).height(height).bit_rate(2_000_000).gop_size(6);
    // MPEG-2 knows the rates of television only.
    encoder.time_base(codec.equals("mpeg2video") ? rational(1, 25) : rational(1, 1000));
    encoder.framerate(rational(25, 1));
    boolean jpeg = codec.equals("mjpeg");
    encoder.pix_fmt(jpeg ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P);
    if (jpeg) {
      encoder.color_range(AVCOL_RANGE_JPEG);
    } else if (!inOrder) {
      encoder.max_b_frames(2);
    }
    if ((format.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(avcodec_open2(encoder, found, (AVDictionary) null));
    return encoder;
  }

  private static AVRational rational(int num, int den) {
    return new AVRational().num(num).den(den);
  }

  private void turn(AVStream stream) {
    AVPacketSideData list = new AVPacketSideData(null);
    int[] count = new int[1];
    AVPacketSideData data =
        av_packet_side_data_new(list, count, AV_PKT_DATA_DISPLAYMATRIX, 4L * matrix.length, 0);
    data.data()
        .capacity(4L * matrix.length)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asIntBuffer()
        .put(matrix);
    stream.codecpar().coded_side_data(list).nb_coded_side_data(count[0]);
  }

  private AVFrame frame(AVCodecContext encoder) {
    AVFrame frame = av_frame_alloc();
    frame.format(encoder.pix_fmt()).width(width).height(height);
    check(av_frame_get_buffer(frame, 0));
    return frame;
  }

  private void paint(AVFrame frame, int number) {
    for (int plane = 0; plane < 3; plane++) {
      int shift = plane == 0 ? 0 : 1;
      byte[] row = new byte[width >> shift];
      try (BytePointer data = frame.data(plane)) {
        for (int y = 0; y < height >> shift; y++) {
          for (int x = 0; x < row.length; x++) {
            row[x] = (byte) value(plane, x << shift, y << shift, number);
          }
          data.position((long) y * frame.linesize(plane)).put(row);
        }
      }
    }
  }

  private int value(int plane, int x, int y, int number) {
    int bars = height / 4;
    if (y < bars) {
      boolean one = (number >> (BITS * x / width) & 1) == 1;
      int luma = one ? WHITE : BLACK;
      return plane == 0 ? luma : 128;
    }
    if (x < width / 2 && y < bars + (height - bars) / 2) {
      return RED[plane];
    }
    return plane == 0 ? GREY : 128;
  }

  private void drain(AVFormatContext format, AVStream stream, AVCodecContext encoder) {
    AVPacket packet = av_packet_alloc();
    while (avcodec_receive_packet(encoder, packet) >= 0) {
      byte[] bytes = new byte[packet.size()];
      packet.data().get(bytes);
      packets.add(bytes);
      // Else the last picture takes no time, and the container says that it is not shown.
      packet.duration(40L * encoder.time_base().den() / 1000);
      av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
      packet.stream_index(stream.index());
      check(av_interleaved_write_frame(format, packet));
    }
    av_packet_free(packet);
  }

  private static void check(int result) {
    if (result < 0) {
      throw new AssertionError(Ffmpeg.message(result));
    }
  }

  /** The number that a picture of such a clip says; it has not been turned. */
  public static int number(RgbImage image) {
    int number = 0;
    for (int bit = 0; bit < BITS; bit++) {
      int x = (2 * bit + 1) * image.width() / (2 * BITS);
      int y = image.height() / 8;
      number |= (green(image, x, y) > 128 ? 1 : 0) << bit;
    }
    return number;
  }

  private static int green(RgbImage image, int x, int y) {
    return image.data()[3 * (y * image.width() + x) + 1] & 0xff;
  }

  /** Whether a pixel is the red of the quarter. */
  static boolean isRed(RgbImage image, double x, double y) {
    int at = 3 * ((int) (y * image.height()) * image.width() + (int) (x * image.width()));
    byte[] d = image.data();
    return (d[at] & 0xff) > 230 && (d[at + 1] & 0xff) < 40 && (d[at + 2] & 0xff) < 40;
  }
}
