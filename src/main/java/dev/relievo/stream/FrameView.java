package dev.relievo.stream;

import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;

/**
 * Of a frame. Whoever publishes writes its headers, and they may lie; so what identifies the frame
 * is always read from the first fields of its value, some fifty bytes before the picture. From here
 * on the headers say the same.
 */
final class FrameView implements RecordView<FrameResult> {

  @Override
  public OptionalLong sequence(String camera, Headers headers, byte[] value) {
    try {
      FrameHead head = FrameHead.of(value);
      // One that will be a dead letter must not supersede a frame of the camera that it claims.
      return head.cameraId().equals(camera)
          ? OptionalLong.of(head.sequence())
          : OptionalLong.empty();
    } catch (InvalidRecordException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public byte[] slim(byte[] value) {
    try {
      return FrameHead.of(value).alone(value);
    } catch (InvalidRecordException e) {
      return value;
    }
  }

  @Override
  public Shed<FrameResult> answer(byte[] value, String message) throws InvalidRecordException {
    FrameHead head = FrameHead.of(value);
    return new Shed<>(
        head.cameraId(),
        FrameResult.newBuilder()
            .setCameraId(head.cameraId())
            .setSequence(head.sequence())
            .setCapturedAt(Instant.EPOCH.plus(head.capturedAt(), ChronoUnit.MICROS))
            .setStatus(FrameStatus.SHED)
            .setFaceCount(0)
            .setMessage("shed by detect: " + message)
            .build());
  }

  @Override
  public void correct(Headers carried, byte[] value) {
    try {
      FrameHead head = FrameHead.of(value);
      StageHeaders.put(carried, StageHeaders.CAPTURED_AT, head.capturedAt());
      StageHeaders.put(carried, StageHeaders.SEQUENCE, head.sequence());
    } catch (InvalidRecordException e) {
      // A dead letter carries what its record had.
    }
  }
}
