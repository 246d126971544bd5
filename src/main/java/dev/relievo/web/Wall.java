package dev.relievo.web;

import dev.relievo.record.FaceRef;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Of each camera the newest frame that is answered whole, so that a picture and the faces drawn
 * over it always belong together. The cameras that were heard of least lately go first.
 * Thread-safe.
 */
final class Wall {

  /** Frames of a camera that wait for their faces; of more the oldest are given up. */
  private static final int WAITING = 16;

  private final int places;
  private final Map<String, Camera> cameras = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A frame with all that is known of it.
   *
   * @param faces those that became a mesh
   * @param failed why others did not, by their index
   */
  record View(FrameResult result, List<SeenFace> faces, Map<Integer, String> failed) {

    private View(FrameResult result) {
      this(result, new ArrayList<>(), new TreeMap<>());
    }

    private View copy() {
      return new View(result, List.copyOf(faces), new TreeMap<>(failed));
    }

    private boolean isWhole() {
      return result.getStatus() != FrameStatus.FACES
          || faces.size() + failed.size() >= result.getFaceCount();
    }
  }

  private static final class Camera {
    private final Map<Long, View> waiting = new LinkedHashMap<>();
    private View shown;
  }

  Wall(int places) {
    this.places = places;
  }

  /** Takes an answer; the view that is to be shown from now on, where that changes. */
  synchronized Optional<View> answered(FrameResult result) {
    Camera camera = cameras.computeIfAbsent(result.getCameraId(), id -> new Camera());
    forgetCameras();
    if (isOld(camera, result.getSequence())) {
      return Optional.empty();
    }
    View view = camera.waiting.computeIfAbsent(result.getSequence(), s -> new View(result));
    Iterator<Long> oldest = camera.waiting.keySet().iterator();
    while (camera.waiting.size() > WAITING) {
      oldest.next();
      oldest.remove();
    }
    return showIfWhole(camera, view);
  }

  private void forgetCameras() {
    Iterator<String> oldest = cameras.keySet().iterator();
    while (cameras.size() > places) {
      oldest.next();
      oldest.remove();
    }
  }

  private static boolean isOld(Camera camera, long sequence) {
    return camera.shown != null && camera.shown.result().getSequence() >= sequence;
  }

  /** Takes a face; the view that is to be shown from now on, where that changes. */
  synchronized Optional<View> meshed(SeenFace face) {
    return ended(face.ref(), view -> add(view.faces(), face));
  }

  private static void add(List<SeenFace> faces, SeenFace face) {
    faces.removeIf(f -> f.key().equals(face.key()));
    faces.add(face);
  }

  /** Takes the failure of a face; the view that is to be shown from now on, where that changes. */
  synchronized Optional<View> failed(FaceRef face, String message) {
    return ended(face, view -> view.failed().put(face.getFaceIndex(), message));
  }

  private Optional<View> ended(FaceRef face, Consumer<View> change) {
    Camera camera = cameras.computeIfAbsent(face.getCameraId(), id -> new Camera());
    forgetCameras();
    if (isOld(camera, face.getSequence())) {
      return Optional.empty();
    }
    // The answer of a face may be read before that of its frame, whose content the face implies.
    View view =
        camera.waiting.computeIfAbsent(face.getSequence(), s -> new View(announcement(face)));
    change.accept(view);
    return showIfWhole(camera, view);
  }

  private static FrameResult announcement(FaceRef face) {
    return FrameResult.newBuilder()
        .setCameraId(face.getCameraId())
        .setSequence(face.getSequence())
        .setCapturedAt(face.getCapturedAt())
        .setStatus(FrameStatus.FACES)
        .setFaceCount(face.getFaceCount())
        .setFrameWidth(face.getFrameWidth())
        .setFrameHeight(face.getFrameHeight())
        .build();
  }

  private static Optional<View> showIfWhole(Camera camera, View view) {
    if (!view.isWhole()) {
      return Optional.empty();
    }
    camera.shown = view;
    camera.waiting.keySet().removeIf(s -> s <= view.result().getSequence());
    return Optional.of(view.copy());
  }

  /** What is shown of every camera, the one heard of latest last. */
  synchronized List<View> views() {
    return cameras.values().stream()
        .map(c -> c.shown)
        .filter(v -> v != null)
        .map(View::copy)
        .toList();
  }
}
