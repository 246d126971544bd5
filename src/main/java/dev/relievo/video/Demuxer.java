package dev.relievo.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_size;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;

import java.io.IOException;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** The packets of the one stream of pictures in a container. */
final class Demuxer implements AutoCloseable {

  private final Input input;
  private final Interruption interruption;
  private final AVFormatContext format;
  private final AVPacket packet = av_packet_alloc();
  private AVStream stream;
  private boolean kept;
  private boolean endsEarly;

  /**
   * Opens an input and looks at its first packets.
   *
   * @throws VideoException where it holds no pictures
   * @throws CameraUnavailableException where it is a camera's, and that does not answer
   */
  Demuxer(Input input) throws IOException, InterruptedException {
    Ffmpeg.load();
    this.input = input;
    interruption = new Interruption(input.patience());
    format = avformat_alloc_context();
    format.interrupt_callback().callback(interruption);
    try {
      open();
      stream = pictures();
      VideoLimits.check(input.name(), stream.codecpar().width(), stream.codecpar().height());
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private void open() throws IOException, InterruptedException {
    AVDictionary options = Ffmpeg.dictionary(input.options());
    try {
      check(avformat_open_input(format, input.url(), null, options));
      for (int i = 0; i < format.nb_streams(); i++) {
        // Before anything of it is decoded.
        AVStream one = format.streams(i);
        if (one.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO && one.codecpar().width() > 0) {
          VideoLimits.check(input.name(), one.codecpar().width(), one.codecpar().height());
        }
      }
      interruption.restart();
      check(avformat_find_stream_info(format, (AVDictionary) null));
    } finally {
      av_dict_free(options);
    }
  }

  private AVStream pictures() throws VideoException {
    int index = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
    if (index < 0 || (format.streams(index).disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0) {
      throw new VideoException(input.name() + ": there are no moving pictures in it");
    }
    return format.streams(index);
  }

  /** The pictures' stream, there until this is closed. */
  AVStream stream() {
    return stream;
  }

  /** The container, there until this is closed. */
  AVFormatContext format() {
    return format;
  }

  Input input() {
    return input;
  }

  /** Whether the file ends before what it announced has come. */
  boolean endsEarly() {
    return endsEarly;
  }

  /** How long the pictures take, microseconds, as the container says. */
  OptionalLong length() {
    long micros = format.duration();
    return micros > 0 && !input.live() ? OptionalLong.of(micros) : OptionalLong.empty();
  }

  /** The next packet of the pictures, there until the next call; null at the end. */
  AVPacket read() throws IOException, InterruptedException {
    if (kept) {
      kept = false;
      return packet;
    }
    interruption.restart();
    while (true) {
      av_packet_unref(packet);
      int result = av_read_frame(format, packet);
      if (result == AVERROR_EAGAIN()) {
        continue;
      }
      if (result < 0) {
        end(result);
        return null;
      }
      if (packet.stream_index() == stream.index()) {
        return packet;
      }
    }
  }

  /** Has the packet that was read last read once more. */
  void keep() {
    kept = true;
  }

  private void end(int result) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (input.live()) {
      throw unavailable(result);
    }
    endsEarly = result != AVERROR_EOF || isCutOff();
  }

  /** Whether the index announces a picture that is not there, or not whole. */
  private boolean isCutOff() {
    int count = avformat_index_get_entries_count(stream);
    AVIOContext file = format.pb();
    if (count == 0 || file == null) {
      return false;
    }
    AVIndexEntry last = avformat_index_get_entry(stream, count - 1);
    long size = avio_size(file);
    return size >= 0 && last.pos() + last.size() > size;
  }

  private void check(int result) throws IOException, InterruptedException {
    if (result >= 0) {
      return;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (input.live()) {
      throw unavailable(result);
    }
    throw new VideoException(
        "%s: this is no video that can be read, or it is damaged: %s"
            .formatted(input.name(), Ffmpeg.message(result)));
  }

  private CameraUnavailableException unavailable(int result) {
    String why = interruption.isOver() ? "it is silent" : Ffmpeg.message(result);
    return new CameraUnavailableException(input.name() + ": " + why);
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avformat_close_input(format);
    interruption.close();
  }
}
