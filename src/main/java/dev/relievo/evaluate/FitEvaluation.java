package dev.relievo.evaluate;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The face of a photograph that a measurement is about. */
public final class FitEvaluation {

  private FitEvaluation() {}

  /** The face with the largest box in a photograph. */
  public static Optional<FaceCrop> largestFace(
      Stage<Frame, FaceCrop> detect, Path file, String name) throws IOException {
    Frame frame =
        Frame.newBuilder()
            .setCameraId(name)
            .setSequence(0)
            .setCapturedAt(Instant.EPOCH)
            .setImage(ByteBuffer.wrap(Files.readAllBytes(file)))
            .build();
    return largestFace(detect, frame);
  }

  /** The face with the largest box in a frame. */
  public static Optional<FaceCrop> largestFace(Stage<Frame, FaceCrop> detect, Frame frame) {
    Outcome<FaceCrop> outcome = detect.apply(List.of(frame)).get(0);
    return outcome instanceof Outcome.Done<FaceCrop> done
        ? done.outputs().stream()
            .max(Comparator.comparingDouble(c -> c.getFace().getBox().getHeight()))
        : Optional.empty();
  }
}
