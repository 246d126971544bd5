package dev.relievo.stream;

import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FrameResult;

/** What comes out of the chain. */
public sealed interface ChainEvent {

  /** The answer to a frame. */
  record FrameAnswered(FrameResult result) implements ChainEvent {}

  /** The answer to a face. */
  record FaceAnswered(FaceResult result) implements ChainEvent {}

  /** A mesh; the answer to its face comes besides, before or after. */
  record Meshed(FaceMesh mesh) implements ChainEvent {}

  /** A record that this release cannot read. */
  record Unreadable(String topic, int partition, long offset, String why) implements ChainEvent {}
}
