package dev.relievo.video;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What FFmpeg opens, and how far it is trusted: a file may not name other files or addresses, as
 * playlists do, and a camera may not send another kind of stream.
 *
 * @param name for messages; without a password
 * @param url as FFmpeg reads it
 * @param live whether pictures come when they are taken
 * @param options of the demuxer
 * @param patience longest wait for bytes; null for ever
 */
record Input(
    String name, String url, boolean live, Map<String, String> options, Duration patience) {

  private static final String FILES =
      "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,h264,hevc,ivf,obu,flv,ogg,asf,dv,mjpeg,"
          + "gif,apng";

  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** A file. */
  static Input of(Path file) {
    return new Input(
        file.toString(),
        // Without the prefix a colon in a name would make a protocol of what stands before it.
        "file:" + file.toAbsolutePath(),
        false,
        Map.of("protocol_whitelist", "file", "format_whitelist", FILES),
        null);
  }

  /** A camera by RTSP, over TCP: what is lost on the way by UDP would be missing in pictures. */
  static Input of(URI camera) {
    return new Input(
        CameraAddress.name(camera),
        camera.toString(),
        true,
        Map.of(
            "protocol_whitelist", "rtsp,rtsps,rtp,tcp,tls,udp",
            "format_whitelist", "rtsp,rtp,sdp",
            "rtsp_transport", "tcp",
            // What is read to guess the rate would come late, all at once.
            "fpsprobesize", "0",
            "analyzeduration", "2000000"),
        SILENCE);
  }
}
