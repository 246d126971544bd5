package dev.relievo.cli;

import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.Topics;
import dev.relievo.stream.Tracing;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo publish}: photographs as frames. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Publish photographs as frames of one camera.",
      "Files are sent as they are, whatever they hold; the detect stage answers what they are worth."
    },
    footer = "%nExample:%n  relievo publish --camera door portraits/ extra.jpg")
final class PublishCommand implements Callable<Integer> {

  private static final int MAX_CAMERA_ID = 200;

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @Option(names = "--camera", required = true, paramLabel = "ID", description = "The camera's id.")
  private String camera;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Photographs, or folders of them.")
  private List<Path> paths;

  @Override
  public Integer call() {
    if (camera.isEmpty() || camera.length() > MAX_CAMERA_ID) {
      throw new CommandFailure(ExitCode.USAGE, "--camera takes 1 to 200 characters");
    }
    List<PhotoFile> photos = PhotoFile.read(paths);
    List<CompletableFuture<Instant>> sent = new ArrayList<>();
    Instant last = Instant.EPOCH;
    try (Tracing tracing = Tracing.of(config);
        FramePublisher publisher = new FramePublisher(kafka.settings(config), tracing)) {
      for (PhotoFile photo : photos) {
        last = after(last);
        sent.add(publisher.publish(photo.frame(camera, last)));
      }
      sent.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
    spec.commandLine()
        .getOut()
        .printf("published %d frames of %s to %s%n", sent.size(), camera, Topics.FRAMES.name());
    return ExitCode.OK;
  }

  /** Now, but later than the frame before: the sequence is the capture time and has to grow. */
  private static Instant after(Instant last) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
  }
}
