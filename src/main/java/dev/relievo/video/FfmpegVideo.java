package dev.relievo.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;

import dev.relievo.image.ImageEncoder;
import dev.relievo.image.Turn;
import dev.relievo.record.ImageEncoding;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * A video file, or a camera by RTSP. Pictures come upright, with square pixels, as JPEG; those of
 * Motion JPEG that need no turning are the file's own bytes.
 */
public final class FfmpegVideo implements VideoSource {

  private final Demuxer demuxer;
  private final int quality;
  private final Turn turn;
  private final PresentationTimes times;
  private final RgbScaler scaler = new RgbScaler();

  /** Null where packets are pictures already. */
  private final Decoder decoder;

  private boolean drained;
  private boolean any;
  private long broken;

  private FfmpegVideo(Input input, int quality) throws IOException, InterruptedException {
    this.quality = quality;
    demuxer = new Demuxer(input);
    try {
      turn = DisplayMatrix.turn(demuxer.stream());
      times =
          new PresentationTimes(
              demuxer.stream().time_base(),
              av_guess_frame_rate(demuxer.format(), demuxer.stream(), null));
      decoder = isPassedOn() ? null : new Decoder(input.name(), demuxer.stream(), input.live());
    } catch (IOException | InterruptedException | RuntimeException e) {
      demuxer.close();
      throw e;
    }
  }

  /**
   * Opens a video file.
   *
   * @param quality of the JPEGs, 1 to 100
   * @throws VideoException where it is none, or one that cannot be used
   */
  public static FfmpegVideo open(Path file, int quality) throws IOException, InterruptedException {
    return new FfmpegVideo(Input.of(file), quality);
  }

  /**
   * Connects to a camera by RTSP.
   *
   * @param quality of the JPEGs, 1 to 100
   * @throws CameraUnavailableException where it does not answer within ten seconds, or refuses
   */
  public static FfmpegVideo open(URI camera, int quality) throws IOException, InterruptedException {
    return new FfmpegVideo(Input.of(camera), quality);
  }

  /** Whether pictures are passed on as they are, by the first of them. */
  private boolean isPassedOn() throws IOException, InterruptedException {
    boolean plain = turn.isNone() && isSquare(aspect(null));
    if (!plain || demuxer.stream().codecpar().codec_id() != AV_CODEC_ID_MJPEG) {
      return false;
    }
    AVPacket first = demuxer.read();
    if (first == null) {
      return false;
    }
    demuxer.keep();
    return isWhole(bytes(first));
  }

  private static boolean isSquare(AVRational aspect) {
    return aspect.num() <= 0 || aspect.num() == aspect.den();
  }

  private AVRational aspect(AVFrame frame) {
    return av_guess_sample_aspect_ratio(demuxer.format(), demuxer.stream(), frame);
  }

  private boolean isWhole(byte[] bytes) {
    var parameters = demuxer.stream().codecpar();
    return JpegPacket.isWhole(bytes, parameters.width(), parameters.height());
  }

  private static byte[] bytes(AVPacket packet) {
    byte[] bytes = new byte[packet.size()];
    try (BytePointer data = packet.data()) {
      data.get(bytes);
    }
    return bytes;
  }

  @Override
  public Picture next() throws IOException, InterruptedException {
    Picture next = decoder == null ? passed() : decoded();
    any |= next != null;
    if (!any) {
      throw new VideoException(
          demuxer.input().name() + ": no picture in it can be decoded; it is damaged");
    }
    return next;
  }

  private Picture passed() throws IOException, InterruptedException {
    AVPacket packet;
    while ((packet = demuxer.read()) != null) {
      byte[] bytes = bytes(packet);
      long micros = times.next(packet.pts());
      if (isWhole(bytes)) {
        return new Passed(micros, bytes);
      }
      broken++;
    }
    return null;
  }

  private Picture decoded() throws IOException, InterruptedException {
    while (true) {
      AVFrame frame = decoder.receive();
      if (frame != null) {
        return new Decoded(times.next(frame.best_effort_timestamp()), frame);
      }
      if (drained) {
        return null;
      }
      AVPacket packet = demuxer.read();
      drained = packet == null;
      decoder.send(packet);
    }
  }

  @Override
  public OptionalLong length() {
    return demuxer.length();
  }

  @Override
  public long damaged() {
    return broken + (decoder == null ? 0 : decoder.damaged()) + (demuxer.endsEarly() ? 1 : 0);
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
    scaler.close();
    demuxer.close();
  }

  /** The file's own bytes. */
  private record Passed(long micros, byte[] bytes) implements Picture {

    @Override
    public EncodedImage encode() {
      return new EncodedImage(ImageEncoding.JPEG, bytes);
    }
  }

  private final class Decoded implements Picture {
    private final long micros;
    private final AVFrame frame;

    Decoded(long micros, AVFrame frame) {
      this.micros = micros;
      this.frame = frame;
    }

    @Override
    public long micros() {
      return micros;
    }

    @Override
    public EncodedImage encode() {
      var upright = turn.of(scaler.convert(frame, aspect(frame)));
      return new EncodedImage(ImageEncoding.JPEG, ImageEncoder.jpegOfVideo(upright, quality));
    }
  }
}
