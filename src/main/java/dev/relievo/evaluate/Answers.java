package dev.relievo.evaluate;

import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameStatus;
import dev.relievo.stream.ChainEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which frames of a bench are answered, with all their faces, and how long each face took. */
final class Answers {

  /** Faces of each frame on its way that are still to come; null before its answer. */
  private final Map<String, Integer> open = new HashMap<>();

  /** Meshes that came before the answer to their frame. */
  private final Map<String, Integer> unannounced = new HashMap<>();

  private final List<Double> latencies = new ArrayList<>();

  /** A frame is on its way. */
  void sent(Frame frame) {
    open.put(key(frame.getCameraId(), frame.getSequence()), null);
  }

  /** Frames on their way. */
  int open() {
    return open.size();
  }

  /** Faces that are meshed. */
  int faces() {
    return latencies.size();
  }

  /** Milliseconds of each meshed face, from its frame's capture to the broker's receiving it. */
  double[] latencies() {
    return latencies.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Takes what came out.
   *
   * @throws IllegalStateException where a frame has no face or a face has failed: a bench measures
   *     what works
   */
  void take(ChainEvent event) {
    if (event instanceof ChainEvent.FrameAnswered answer) {
      if (answer.result().getStatus() != FrameStatus.FACES) {
        throw new IllegalStateException("no face in a picture of the bench: " + answer.result());
      }
      announced(
          key(answer.result().getCameraId(), answer.result().getSequence()),
          answer.result().getFaceCount());
    } else if (event instanceof ChainEvent.Meshed meshed) {
      meshed(meshed);
    } else if (event instanceof ChainEvent.FaceAnswered face
        && face.result().getStatus() != FaceStatus.MESHED) {
      throw new IllegalStateException("a face failed: " + face.result().getMessage());
    }
  }

  private void announced(String key, int faces) {
    if (open.containsKey(key) && open.get(key) == null) { // Else it is a repeated answer.
      Integer early = unannounced.remove(key);
      count(key, faces - (early == null ? 0 : early));
    }
  }

  private void meshed(ChainEvent.Meshed meshed) {
    Instant captured = meshed.mesh().getFace().getCapturedAt();
    latencies.add(Duration.between(captured, meshed.at()).toNanos() / 1e6);
    String key = key(meshed.mesh().getFace().getCameraId(), meshed.mesh().getFace().getSequence());
    Integer left = open.get(key);
    if (left == null) {
      unannounced.merge(key, 1, Integer::sum);
    } else {
      count(key, left - 1);
    }
  }

  private void count(String key, int left) {
    if (left > 0) {
      open.put(key, left);
    } else {
      open.remove(key);
    }
  }

  private static String key(String camera, long sequence) {
    return camera + "/" + sequence;
  }
}
