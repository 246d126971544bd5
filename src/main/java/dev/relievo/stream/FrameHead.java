package dev.relievo.stream;

import dev.relievo.record.RejectReason;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;

/**
 * What identifies a frame, read from the beginning of its encoding: every version of the schema
 * starts with these three fields. The picture behind them is not touched, and need not be there.
 *
 * @param cameraId as in Frame.avsc
 * @param sequence as in Frame.avsc
 * @param capturedAt microseconds since 1970
 * @param length bytes of the encoding up to here
 */
record FrameHead(String cameraId, long sequence, long capturedAt, int length) {

  /**
   * The head of an encoded frame.
   *
   * @throws InvalidRecordException where this is not the beginning of one
   */
  static FrameHead of(byte[] value) throws InvalidRecordException {
    BoundedDecoder decoder = Topics.FRAMES.codec().body(value);
    try {
      String cameraId = decoder.readString();
      long sequence = decoder.readLong();
      long capturedAt = decoder.readLong();
      return new FrameHead(cameraId, sequence, capturedAt, value.length - decoder.remaining());
    } catch (IOException | AvroRuntimeException e) {
      throw new InvalidRecordException(
          RejectReason.INVALID_RECORD, "the value is no valid Frame: " + e, e);
    }
  }

  /** An encoding without the picture, which has the same head and nothing else. */
  byte[] alone(byte[] value) {
    return Arrays.copyOf(value, length);
  }
}
