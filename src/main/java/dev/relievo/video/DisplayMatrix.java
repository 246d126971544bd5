package dev.relievo.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;

import dev.relievo.image.Turn;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * How a container wants its pictures turned: nine numbers in 16.16 fixed point, row by row, as in
 * QuickTime's track header; a row vector of a pixel's place is multiplied by them. Telephones write
 * quarter turns and mirrorings; what is none of those is left as it is.
 */
final class DisplayMatrix {

  private static final int BYTES = 36;

  private DisplayMatrix() {}

  /** Of a stream; none where it says nothing. */
  static Turn turn(AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    AVPacketSideData data =
        av_packet_side_data_get(
            parameters.coded_side_data(),
            parameters.nb_coded_side_data(),
            AV_PKT_DATA_DISPLAYMATRIX);
    if (data == null || data.isNull() || data.size() < BYTES) {
      return Turn.NONE;
    }
    IntBuffer m =
        data.data().capacity(BYTES).asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
    return turn(m.get(0), m.get(1), m.get(3), m.get(4));
  }

  /** By the signs of the part that turns. */
  static Turn turn(int xx, int xy, int yx, int yy) {
    boolean upright =
        Math.abs((long) xx) + Math.abs((long) yy) > Math.abs((long) xy) + Math.abs((long) yx);
    Turn turn =
        upright
            ? new Turn(Integer.signum(xx), 0, 0, Integer.signum(yy))
            : new Turn(0, Integer.signum(xy), Integer.signum(yx), 0);
    return turn.isTurn() ? turn : Turn.NONE;
  }
}
