package dev.relievo.web;

import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;

/** Which frame: the key of everything that belongs to one. */
record FrameId(String camera, long sequence) {

  static FrameId of(Frame frame) {
    return new FrameId(frame.getCameraId(), frame.getSequence());
  }

  static FrameId of(FrameResult result) {
    return new FrameId(result.getCameraId(), result.getSequence());
  }

  static FrameId of(FaceRef face) {
    return new FrameId(face.getCameraId(), face.getSequence());
  }
}
