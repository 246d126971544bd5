package dev.relievo.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.export.TrackAnimator;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FrameResult;
import dev.relievo.stream.ChainEvent;
import dev.relievo.stream.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Says what comes out of the chain: a sentence a line for people, or an object a line for programs.
 * What comes from others, such as a camera's id, is printed without what moves the cursor; in JSON
 * it is escaped.
 */
final class WatchLog {

  private static final double MILLIS = 1000;

  private final PrintWriter out;
  private final boolean json;

  WatchLog(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  void frame(FrameResult frame) {
    if (json) {
      ObjectNode line = line("frame");
      line.put("cameraId", frame.getCameraId()).put("sequence", frame.getSequence());
      line.put("capturedAt", frame.getCapturedAt().toString());
      line.put("status", frame.getStatus().name()).put("faceCount", frame.getFaceCount());
      if (frame.getReason() != null) {
        line.put("reason", frame.getReason().name());
      }
      print(line.put("message", frame.getMessage()));
      return;
    }
    String why = frame.getMessage() == null ? "" : ": " + frame.getMessage();
    say(
        "%s/%d %s, %d faces%s",
        frame.getCameraId(), frame.getSequence(), frame.getStatus(), frame.getFaceCount(), why);
  }

  /** A face that ended otherwise than as a mesh. */
  void lost(FaceResult face) {
    if (json) {
      ObjectNode line = named("face", face.getFace());
      line.put("status", face.getStatus().name()).put("stage", face.getStage());
      print(line.put("message", face.getMessage()));
      return;
    }
    say(
        "%s %s in %s: %s",
        face.getFace().getFaceId(), face.getStatus(), face.getStage(), face.getMessage());
  }

  /**
   * A mesh.
   *
   * @param files that were written of it
   */
  void mesh(FaceMesh mesh, List<Path> files) {
    if (json) {
      ObjectNode line = named("mesh", mesh.getFace());
      files.forEach(file -> line.withArray("files").add(file.toString()));
      print(line);
      return;
    }
    String where = files.isEmpty() ? "" : ": " + files.get(0);
    String more = files.size() < 2 ? "" : " and %d more".formatted(files.size() - 1);
    say("%s meshed%s%s", mesh.getFace().getFaceId(), where, more);
  }

  void unreadable(ChainEvent.Unreadable record) {
    if (json) {
      ObjectNode line = line("unreadable").put("topic", record.topic());
      line.put("partition", record.partition()).put("offset", record.offset());
      print(line.put("message", record.why()));
      return;
    }
    say(
        "%s-%d at offset %d cannot be read: %s",
        record.topic(), record.partition(), record.offset(), record.why());
  }

  /** An animation that was written. */
  void animation(String track, TrackAnimator.Animation made, List<String> missing, Path file) {
    double seconds = made.duration().toMillis() / MILLIS;
    if (json) {
      ObjectNode line = line("animation").put("track", track).put("file", file.toString());
      line.put("frames", made.frames()).put("seconds", seconds).put("bytes", made.bytes());
      line.put("shapeDifferenceMm", made.shapeDifference());
      missing.forEach(line.withArray("missing")::add);
      print(line.put("largestShapeDifferenceMm", made.largestDifference()));
      return;
    }
    say(
        "animated %s: %d frames, %.1f s, %d bytes, without %s: %s",
        track, made.frames(), seconds, made.bytes(), String.join(", ", missing), file);
    say(
        "its neutral face is the frames' median; their own differ from it by %.2f mm (median frame)"
            + " to %.2f mm (root mean square over the vertices)",
        made.shapeDifference(), made.largestDifference());
  }

  private static ObjectNode line(String event) {
    return JsonNodeFactory.instance.objectNode().put("event", event);
  }

  private static ObjectNode named(String event, FaceRef face) {
    return line(event)
        .put("faceId", face.getFaceId())
        .put("trackId", face.getTrackId())
        .put("cameraId", face.getCameraId())
        .put("sequence", face.getSequence())
        .put("capturedAt", face.getCapturedAt().toString());
  }

  private void print(ObjectNode line) {
    out.println(line);
    out.flush();
  }

  private void say(String format, Object... arguments) {
    Object[] printable =
        Stream.of(arguments)
            .map(argument -> argument instanceof String text ? Printable.of(text) : argument)
            .toArray();
    out.println(String.format(Locale.ROOT, format, printable));
    out.flush();
  }
}
