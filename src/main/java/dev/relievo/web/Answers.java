package dev.relievo.web;

import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Those who wait for the answer to one frame. Thread-safe. */
final class Answers {

  /**
   * All that became of a frame.
   *
   * @param faces by their index
   * @param failed why others did not become a mesh, by their index
   */
  record Answer(FrameResult result, Map<Integer, SeenFace> faces, Map<Integer, String> failed) {}

  private static final class Waiting {
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final Map<Integer, SeenFace> faces = new TreeMap<>();
    private final Map<Integer, String> failed = new TreeMap<>();
    private FrameResult result;

    /** Whatever has come: the answers of faces may be read before that of their frame. */
    private synchronized void take(Runnable change) {
      change.run();
      boolean whole =
          result != null
              && (result.getStatus() != FrameStatus.FACES
                  || faces.size() + failed.size() >= result.getFaceCount());
      if (whole) {
        answer.complete(new Answer(result, faces, failed));
      }
    }
  }

  private final Map<FrameId, Waiting> waiting = new ConcurrentHashMap<>();

  /** Begins to wait; before the frame is published. End with {@link #forget}. */
  CompletableFuture<Answer> expect(FrameId frame) {
    return waiting.computeIfAbsent(frame, f -> new Waiting()).answer;
  }

  void forget(FrameId frame) {
    waiting.remove(frame);
  }

  void answered(FrameResult result) {
    Waiting w = waiting.get(FrameId.of(result));
    if (w != null) {
      w.take(() -> w.result = result);
    }
  }

  void meshed(SeenFace face) {
    Waiting w = waiting.get(face.frame());
    if (w != null) {
      w.take(() -> w.faces.put(face.ref().getFaceIndex(), face));
    }
  }

  void failed(FrameId frame, int index, String message) {
    Waiting w = waiting.get(frame);
    if (w != null) {
      w.take(() -> w.failed.put(index, message));
    }
  }

  /** Those who wait, for tests. */
  List<FrameId> open() {
    return List.copyOf(waiting.keySet());
  }
}
