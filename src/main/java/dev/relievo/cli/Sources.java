package dev.relievo.cli;

import dev.relievo.video.FfmpegVideo;
import dev.relievo.video.MjpegStream;
import dev.relievo.video.Reconnecting;
import dev.relievo.video.VideoSource;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What the user named to be published: photographs, images in a row, videos, or one camera. */
final class Sources {

  /** What is asked of them. */
  record Options(double rate, boolean loop, int quality, Duration giveUp) {}

  /** Images of a pattern, where nothing else is said. */
  private static final double USUAL_RATE = 25;

  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  private final Options options;
  private final List<Path> images = new ArrayList<>();
  private final List<Path> videos = new ArrayList<>();
  private URI camera;
  private double rate;

  /**
   * Looks at each name, and at files no further than to tell what they are.
   *
   * @throws CommandFailure where one is not there, or they do not go together
   */
  Sources(List<String> names, Options options) {
    this.options = options;
    rate = options.rate();
    names.forEach(this::add);
    boolean several = videos.isEmpty() ? images.isEmpty() : !images.isEmpty();
    if (camera != null && names.size() > 1) {
      throw usage("a camera's stream is published alone");
    }
    if (camera == null && several) {
      throw videos.isEmpty()
          ? new CommandFailure(ExitCode.BAD_INPUT, names.get(0) + ": there are no images in it")
          : usage("name either images or videos, not both");
    }
    if (camera != null && options.loop()) {
      throw usage("--loop is for files; a camera's stream has no end");
    }
  }

  private void add(String name) {
    if (ADDRESS.matcher(name).matches()) {
      camera = address(name);
      return;
    }
    Path path = Path.of(name);
    if (!Files.exists(path) && NumberedFiles.isPattern(path)) {
      images.addAll(NumberedFiles.of(path));
      rate = rate > 0 ? rate : USUAL_RATE;
    } else if (Files.isDirectory(path)) {
      images.addAll(PhotoFile.photosIn(path));
    } else if (PhotoFile.isImage(path)) {
      images.add(path);
    } else {
      videos.add(path);
    }
  }

  private static URI address(String name) {
    try {
      URI address = new URI(name);
      String scheme = address.getScheme().toLowerCase(Locale.ROOT);
      if (address.getHost() != null && List.of("http", "https", "rtsp", "rtsps").contains(scheme)) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Not repeated: a password may be in it.
    }
    throw usage("a camera's address is http://HOST/..., https://, rtsp:// or rtsps://");
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  /** Whether pictures come when they are taken. */
  boolean isLive() {
    return camera != null;
  }

  /** Whether damaged pictures are a fault of a file, not the weather on a network. */
  boolean isVideoFile() {
    return !videos.isEmpty();
  }

  /** The most pictures a second of a video; 0 for all. Of images the rate is their own. */
  double mostPerSecond() {
    return images.isEmpty() ? options.rate() : 0;
  }

  /**
   * Opens them.
   *
   * @param log is told when a camera is lost and when it is back
   */
  VideoSource open(Consumer<String> log) throws IOException, InterruptedException {
    if (camera != null) {
      boolean rtsp = camera.getScheme().toLowerCase(Locale.ROOT).startsWith("rtsp");
      return new Reconnecting(
          rtsp ? () -> FfmpegVideo.open(camera, options.quality()) : () -> MjpegStream.open(camera),
          options.giveUp(),
          log);
    }
    List<Playlist.Opener> openers = new ArrayList<>();
    if (!images.isEmpty()) {
      openers.add(() -> new ImageFiles(images, rate));
    }
    for (Path video : videos) {
      openers.add(() -> FfmpegVideo.open(video, options.quality()));
    }
    return new Playlist(openers, options.loop());
  }
}
