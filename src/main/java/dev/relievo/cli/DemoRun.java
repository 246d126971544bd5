package dev.relievo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.export.FaceFiles;
import dev.relievo.export.FaceFormat;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.FrameResult;
import dev.relievo.stream.ChainEvent;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.StageRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a demo has published and what has come of it. Each photograph is a camera of its own, so
 * that they are spread over partitions.
 */
final class DemoRun {

  /** Prints a line. */
  @FunctionalInterface
  interface Log {
    void say(String format, Object... arguments);
  }

  private final Path out;
  private final FaceFiles files;
  private final Log log;
  private final Map<String, PhotoFile> photos = new LinkedHashMap<>();
  private final Map<String, Instant> published = new LinkedHashMap<>();
  private final Set<String> unansweredFrames = new HashSet<>();
  private final Set<String> unfinishedFaces = new HashSet<>();
  private final Set<String> endedFaces = new HashSet<>();
  private final List<Path> glbs = new ArrayList<>();
  private int meshes;

  DemoRun(Path out, FaceFiles files, Log log) {
    this.out = out;
    this.files = files;
    this.log = log;
  }

  void publish(PhotoFile photo, FramePublisher publisher) {
    String camera = "demo-" + photos.size();
    photos.put(camera, photo);
    unansweredFrames.add(camera);
    published.put(camera, publisher.publish(photo.frame(camera, Instant.now())).join());
    log.say(
        "published %s (%d KB) as camera %s", photo.source(), photo.bytes().length / 1000, camera);
  }

  /** Reads until everything is answered, a stage stops, or nothing comes for too long. */
  void readAll(ChainReader reader, StageRunner runner, Duration patience) {
    long last = System.nanoTime();
    while (!isAnswered()) {
      var events = reader.poll(Duration.ofMillis(200));
      events.forEach(this::take);
      long now = System.nanoTime();
      last = events.isEmpty() ? last : now;
      if (runner.failure() != null) {
        throw new CommandFailure(
            ExitCode.UNAVAILABLE, runner.failure().getMessage(), runner.failure());
      }
      if (now - last > patience.toNanos()) {
        throw new CommandFailure(
            ExitCode.INCOMPLETE,
            "no answer for %d s; unanswered: %s %s"
                .formatted(patience.toSeconds(), unansweredFrames, unfinishedFaces));
      }
    }
  }

  /** Every frame, every announced face, and the mesh of every meshed one. */
  private boolean isAnswered() {
    return unansweredFrames.isEmpty() && unfinishedFaces.isEmpty();
  }

  boolean isSuccess() {
    return isAnswered() && meshes > 0;
  }

  private void take(ChainEvent event) {
    if (event instanceof ChainEvent.FrameAnswered answered) {
      take(answered.result());
    } else if (event instanceof ChainEvent.FaceAnswered answered) {
      take(answered.result());
    } else if (event instanceof ChainEvent.Meshed meshed) {
      take(meshed.mesh(), meshed.at());
    } else {
      log.say("unreadable: %s", event);
    }
  }

  private void take(FrameResult frame) {
    if (!unansweredFrames.remove(frame.getCameraId())) {
      return; // A repeated answer, as at-least-once allows.
    }
    for (int face = 0; face < frame.getFaceCount(); face++) {
      String id = frame.getCameraId() + "/" + frame.getSequence() + "#" + face;
      if (!endedFaces.contains(id)) {
        unfinishedFaces.add(id);
      }
    }
    String what =
        switch (frame.getStatus()) {
          case FACES -> frame.getFaceCount() == 1 ? "1 face" : frame.getFaceCount() + " faces";
          case NO_FACE -> "no face was found";
          default -> "cannot be used: " + frame.getMessage();
        };
    log.say("%s: %s", photos.get(frame.getCameraId()).source(), what);
  }

  private void take(FaceResult face) {
    String id = face.getFace().getFaceId();
    if (face.getStatus() != FaceStatus.MESHED && endedFaces.add(id)) {
      unfinishedFaces.remove(id);
      log.say(
          "%s, face %d: %s in %s: %s",
          photos.get(face.getFace().getCameraId()).source(),
          face.getFace().getFaceIndex(),
          face.getStatus(),
          face.getStage(),
          face.getMessage());
    }
  }

  private void take(FaceMesh mesh, Instant at) {
    String id = mesh.getFace().getFaceId();
    if (!endedFaces.add(id)) {
      return;
    }
    unfinishedFaces.remove(id);
    meshes++;
    String camera = mesh.getFace().getCameraId();
    PhotoFile photo = photos.get(camera);
    String name = photo.name() + "-" + mesh.getFace().getFaceIndex();
    Path glb;
    try {
      glb = files.write(out, name, mesh, photo.decoded(), FaceFormat.ALL).get(0);
      glbs.add(glb);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    log.say(
        "%s, face %d: meshed %d ms after it was published: %s",
        photo.source(),
        mesh.getFace().getFaceIndex(),
        Duration.between(published.get(camera), at).toMillis(),
        glb);
  }

  /** One line on what has come of it all. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%d photographs, %d faces in %s",
        photos.size(),
        meshes,
        out.toAbsolutePath().normalize());
  }

  /** The same as one JSON object: {@code photographs}, {@code faces}, {@code answered}, files. */
  String json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("photographs", photos.size()).put("faces", meshes).put("answered", isAnswered());
    node.put("folder", out.toAbsolutePath().normalize().toString());
    ArrayNode list = node.putArray("files");
    glbs.forEach(glb -> list.add(glb.toString()));
    return node.toPrettyString();
  }
}
