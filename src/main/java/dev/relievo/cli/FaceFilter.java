package dev.relievo.cli;

import dev.relievo.record.FaceRef;
import dev.relievo.record.FrameResult;
import java.util.List;
import picocli.CommandLine.Option;

/** Which faces are wanted. */
final class FaceFilter {

  @Option(
      names = "--camera",
      split = ",",
      paramLabel = "ID",
      description = "Of these cameras only; default: all.")
  private List<String> cameras;

  @Option(
      names = "--track",
      split = ",",
      paramLabel = "ID",
      description =
          "Of these tracks only; of a face without a track it is # and its index from the"
              + " left, such as #0.")
  private List<String> tracks;

  boolean accepts(FaceRef face) {
    return acceptsCamera(face.getCameraId()) && (tracks == null || tracks.contains(track(face)));
  }

  /** An answer to a frame is about no track. */
  boolean accepts(FrameResult frame) {
    return acceptsCamera(frame.getCameraId()) && tracks == null;
  }

  private boolean acceptsCamera(String id) {
    return cameras == null || cameras.contains(id);
  }

  /** The face's track, or, where nobody tracks, its place in its frame. */
  static String track(FaceRef face) {
    return face.getTrackId() == null ? "#" + face.getFaceIndex() : face.getTrackId();
  }
}
