package dev.relievo.cli;

import dev.relievo.record.Frame;
import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.Topics;
import dev.relievo.video.EncodedImage;
import dev.relievo.video.Picture;
import dev.relievo.video.VideoSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Takes pictures of a source and publishes them as frames of a camera. */
final class PublishRun {

  /**
   * How.
   *
   * @param camera the frames' camera
   * @param start capture time of the first picture; null for when it comes
   * @param realTime whether a picture waits for its time and is dropped when that has passed
   * @param limit the most frames
   */
  record Plan(String camera, Instant start, boolean realTime, long limit) {}

  private static final int MAX_BYTES = Topics.FRAMES.maxValueBytes();

  private final Plan plan;
  private final FramePublisher publisher;
  private final Sieve sieve;
  private final Progress progress;
  private final PublishReport report;
  private final InFlight inFlight = new InFlight();
  private final Pacer pacer = new Pacer();
  private Instant start;

  PublishRun(
      Plan plan, FramePublisher publisher, Sieve sieve, Progress progress, PublishReport report) {
    this.plan = plan;
    this.publisher = publisher;
    this.sieve = sieve;
    this.progress = progress;
    this.report = report;
  }

  /** Publishes until the source ends or the limit is reached, and waits for the broker. */
  void run(VideoSource source) throws IOException, InterruptedException {
    try {
      Picture picture;
      while (report.published < plan.limit() && (picture = source.next()) != null) {
        report.read++;
        take(picture);
        report.damaged = source.damaged();
        show(source, picture.micros());
      }
    } finally {
      report.damaged = source.damaged();
    }
    inFlight.awaitAll();
  }

  private void take(Picture picture) throws IOException, InterruptedException {
    if (!sieve.takes(picture.micros())) {
      report.skipped++;
      return;
    }
    if (start == null) {
      start = plan.start() == null ? Instant.now() : plan.start();
      start = start.truncatedTo(ChronoUnit.MICROS).minus(picture.micros(), ChronoUnit.MICROS);
    }
    if (plan.realTime() && !pacer.await(picture.micros())) {
      report.late++;
      return;
    }
    if (plan.realTime()) {
      if (!inFlight.hasRoom()) {
        report.crowded++;
        return;
      }
    } else {
      inFlight.awaitRoom();
    }
    publish(picture);
  }

  private void publish(Picture picture) throws IOException {
    EncodedImage image = picture.encode();
    int length = image.bytes().length;
    if (length > MAX_BYTES) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "a picture has %d bytes, the most a frame may have is %d".formatted(length, MAX_BYTES));
    }
    Instant capturedAt = start.plus(picture.micros(), ChronoUnit.MICROS);
    // It grows from frame to frame, as presentation times do.
    Frame frame =
        Frame.newBuilder()
            .setCameraId(plan.camera())
            .setSequence(ChronoUnit.MICROS.between(Instant.EPOCH, capturedAt))
            .setCapturedAt(capturedAt)
            .setEncoding(image.encoding())
            .setImage(ByteBuffer.wrap(image.bytes()).asReadOnlyBuffer())
            .build();
    inFlight.add(publisher.publish(frame), length);
    report.published++;
    report.bytes += length;
    report.from = report.from == null ? capturedAt : report.from;
    report.until = capturedAt;
  }

  private void show(VideoSource source, long micros) {
    progress.show(
        () -> {
          String bar =
              source.length().isPresent()
                  ? Progress.bar((double) micros / source.length().getAsLong()) + " "
                  : "";
          return "%s%s: %s".formatted(bar, plan.camera(), report.line());
        });
  }
}
