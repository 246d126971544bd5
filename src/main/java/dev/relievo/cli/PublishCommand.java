package dev.relievo.cli;

import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.Tracing;
import dev.relievo.video.Reconnecting;
import dev.relievo.video.VideoSource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo publish}: photographs, videos and cameras' streams as frames. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Publish photographs, a video or a camera's stream as frames of one camera.",
      "Images are sent as they are, whatever they hold; the detect stage answers what they are"
          + " worth. So are the JPEGs of Motion JPEG. Pictures of other videos are decoded, turned"
          + " upright and sent as JPEG.",
      "A frame's capture time is that of the start, which is now or --start, plus the picture's"
          + " time in the video; its sequence number is the same in microseconds.",
      "At real speed a picture that comes more than 0.2 s late, or while Kafka has not taken the"
          + " ones before, is dropped and counted; no queue grows. A camera that is lost is"
          + " connected to again.",
      "The exit code is 1 where a part of a video file could not be decoded."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo publish --camera door portraits/ extra.jpg",
      "  relievo publish --camera door clip.mp4 --real-time --loop",
      "  relievo publish --camera door --fps 25 frames/img_%%04d.png",
      "  relievo publish --camera door http://camera/stream.mjpg",
      "  relievo publish --camera door rtsp://user:password@camera/live --fps 5 --json"
    })
final class PublishCommand implements Callable<Integer> {

  private static final int MAX_CAMERA_ID = 200;
  private static final double MAX_RATE = 1000;

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @Option(names = "--camera", required = true, paramLabel = "ID", description = "The camera's id.")
  private String camera;

  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description = {
        "Images or folders of them; images with a number in their names, such as img_%%04d.png;"
            + " video files, which are played one after another; or a camera's stream:"
            + " http(s)://... (MJPEG) or rtsp(s)://..."
      })
  private List<String> sources;

  @Option(
      names = "--real-time",
      description =
          "Publish each picture when its time has come, as a camera would. Streams always are;"
              + " default for files: as fast as it goes.")
  private boolean realTime;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description = {
        "Of images: how many a second, which makes a video of them; for numbered ones the default"
            + " is 25.",
        "Of videos and streams: at most N pictures a second, evenly spread."
      })
  private double rate;

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "1",
      description = "Only each Nth picture; default: ${DEFAULT-VALUE}.")
  private int every;

  @Option(names = "--limit", paramLabel = "N", description = "End after N frames; default: never.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--loop", description = "Begin files again at their end, until interrupted.")
  private boolean loop;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "Capture time of the first picture, such as 2026-05-04T12:00:00Z; default: now.")
  private Instant start;

  @Option(
      names = "--quality",
      paramLabel = "Q",
      defaultValue = "90",
      description = "Quality of JPEGs of decoded pictures, 1 to 100; default: ${DEFAULT-VALUE}.")
  private int quality;

  @Option(
      names = "--give-up",
      paramLabel = "SECONDS",
      description = "End where a camera that was lost is not back after so long; default: never.")
  private Integer giveUp;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    Duration away = giveUp == null ? null : Duration.ofSeconds(giveUp);
    Sources named = new Sources(sources, new Sources.Options(rate, loop, quality, away));
    PublishReport report = new PublishReport(camera);
    try (Progress progress = new Progress(spec.commandLine().getErr());
        VideoSource source = named.open(message -> progress.say("relievo: " + message))) {
      publish(named, source, progress, report);
    } finally {
      // Also after an interrupt, which is how a stream usually ends.
      report.end();
      if (report.read > 0) {
        spec.commandLine().getOut().println(json ? report.json() : report.text());
        spec.commandLine().getOut().flush();
      }
    }
    return named.isVideoFile() && report.damaged > 0 ? ExitCode.INCOMPLETE : ExitCode.OK;
  }

  private void publish(Sources named, VideoSource source, Progress progress, PublishReport report)
      throws IOException, InterruptedException {
    var plan = new PublishRun.Plan(camera, start, realTime || named.isLive(), limit);
    try (Tracing tracing = Tracing.of(config);
        FramePublisher publisher = new FramePublisher(kafka.settings(config), tracing)) {
      Sieve sieve = new Sieve(every, named.mostPerSecond());
      new PublishRun(plan, publisher, sieve, progress, report).run(source);
    } finally {
      report.reconnects = source instanceof Reconnecting again ? again.reconnects() : 0;
    }
  }

  private void check() {
    if (camera.isEmpty() || camera.length() > MAX_CAMERA_ID) {
      throw new CommandFailure(ExitCode.USAGE, "--camera takes 1 to 200 characters");
    }
    if (!(rate >= 0 && rate <= MAX_RATE)) {
      throw new CommandFailure(ExitCode.USAGE, "--fps is more than 0 and at most 1000");
    }
    if (quality < 1 || quality > 100) {
      throw new CommandFailure(ExitCode.USAGE, "--quality is 1 to 100");
    }
    if (every < 1 || limit < 1 || giveUp != null && giveUp < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--every, --limit and --give-up are at least 1");
    }
  }
}
