package dev.relievo.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.record.Box;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FrameResult;
import dev.relievo.tensor.Tensors;

/**
 * What browsers are told, as JSON objects with a {@code type}. Sequences are text: they are larger
 * than the integers that a browser keeps exactly. Boxes and landmarks are parts of the frame's
 * width and height, in ten-thousandths.
 */
final class Messages {

  private static final int PARTS = 10_000;

  private Messages() {}

  private static ObjectNode message(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /** Whether the viewer is on and what it reaches. */
  static ObjectNode state(String state, String message) {
    return message("viewer").put("state", state).put("message", message);
  }

  /** The newest whole frame of a camera. */
  static ObjectNode camera(Wall.View view) {
    FrameResult result = view.result();
    ObjectNode out = answer("camera", result);
    out.put("failed", String.join("; ", view.failed().values()));
    ArrayNode faces = out.putArray("faces");
    view.faces().forEach(face -> landmarks(place(faces.addObject(), face), face));
    return out;
  }

  /** The answer to a frame, at once. */
  static ObjectNode frame(FrameResult result) {
    return answer("frame", result);
  }

  private static ObjectNode answer(String type, FrameResult result) {
    return message(type)
        .put("camera", result.getCameraId())
        .put("sequence", Long.toString(result.getSequence()))
        .put("capturedAt", result.getCapturedAt().toString())
        .put("status", result.getStatus().name())
        .put("faceCount", result.getFaceCount())
        .put("width", result.getFrameWidth())
        .put("height", result.getFrameHeight())
        .put("message", result.getMessage() == null ? "" : result.getMessage());
  }

  /** A face that did not become a mesh. */
  static ObjectNode failed(FaceRef face, String stage, String message) {
    return message("failed")
        .put("camera", face.getCameraId())
        .put("sequence", Long.toString(face.getSequence()))
        .put("index", face.getFaceIndex())
        .put("stage", stage)
        .put("message", message == null ? "" : message);
  }

  /** A face that became one. */
  static ObjectNode face(SeenFace face) {
    return landmarks(summary(face), face);
  }

  /** The same without its landmarks, for lists. */
  static ObjectNode summary(SeenFace face) {
    return place(message("face"), face);
  }

  private static ObjectNode place(ObjectNode out, SeenFace face) {
    FaceRef ref = face.ref();
    Box box = ref.getBox();
    out.put("key", face.key())
        .put("faceId", ref.getFaceId())
        .put("camera", ref.getCameraId())
        .put("sequence", Long.toString(ref.getSequence()))
        .put("capturedAt", ref.getCapturedAt().toString())
        .put("meshedAt", face.at().toString())
        .put("index", ref.getFaceIndex())
        .put("faceCount", ref.getFaceCount())
        .put("score", ref.getScore())
        .put("width", ref.getFrameWidth())
        .put("height", ref.getFrameHeight())
        .put("relief", face.mesh().getDisplacement() != null)
        .put("millis", face.millis());
    out.putArray("box")
        .add(part(box.getX(), ref.getFrameWidth()))
        .add(part(box.getY(), ref.getFrameHeight()))
        .add(part(box.getWidth(), ref.getFrameWidth()))
        .add(part(box.getHeight(), ref.getFrameHeight()));
    return out;
  }

  private static ObjectNode landmarks(ObjectNode out, SeenFace face) {
    float[] xyz = Tensors.floats(face.mesh().getLandmarks(), -1, 3);
    ArrayNode points = out.putArray("landmarks");
    for (int i = 0; i < xyz.length; i += 3) {
      points.add(part(xyz[i], face.ref().getFrameWidth()));
      points.add(part(xyz[i + 1], face.ref().getFrameHeight()));
    }
    return out;
  }

  private static int part(float pixels, int of) {
    return of == 0 ? 0 : Math.round(pixels * PARTS / of);
  }
}
