package dev.relievo.stream;

import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Of a face. The sequence is that of its frame, by the header that detect corrected; all faces of a
 * frame have the same. Its answer tells all of the face that is known, so the value is decoded;
 * images in it are not touched.
 *
 * @param stage that sheds it
 * @param source topic of the records
 * @param face of one
 * @param <I> record
 */
record FaceView<I extends SpecificRecord>(String stage, Topic<I> source, Function<I, FaceRef> face)
    implements RecordView<FaceResult> {

  @Override
  public OptionalLong sequence(String camera, Headers headers, byte[] value) {
    return StageHeaders.number(headers, StageHeaders.SEQUENCE);
  }

  @Override
  public Shed<FaceResult> answer(byte[] value, String message) throws InvalidRecordException {
    FaceRef ref = face.apply(source.codec().decode(value));
    return new Shed<>(
        ref.getCameraId(),
        FaceResult.newBuilder()
            .setFace(ref)
            .setStatus(FaceStatus.SHED)
            .setStage(stage)
            .setMessage("shed by " + stage + ": " + message)
            .build());
  }
}
