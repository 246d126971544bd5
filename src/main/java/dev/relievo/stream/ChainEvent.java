package dev.relievo.stream;

import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import java.time.Instant;

/** What comes out of the chain; {@code at} is when the broker received it. */
public sealed interface ChainEvent {

  /** A frame, to readers that asked for frames; before or after its answer. */
  record FrameSeen(Frame frame, Instant at) implements ChainEvent {}

  /** The answer to a frame. */
  record FrameAnswered(FrameResult result, Instant at) implements ChainEvent {}

  /** The answer to a face. */
  record FaceAnswered(FaceResult result, Instant at) implements ChainEvent {}

  /** A mesh; the answer to its face comes besides, before or after. */
  record Meshed(FaceMesh mesh, Instant at) implements ChainEvent {}

  /** A record that this release cannot read. */
  record Unreadable(String topic, int partition, long offset, String why) implements ChainEvent {}
}
