package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.record.Frame;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class FrameHeadTest {

  private static final byte[] VALUE =
      Topics.FRAMES.codec().encode(SampleRecords.frame("door", 7, "a photograph"));

  @Test
  void shouldSayWhatTheFrameSays() throws Exception {
    Frame frame = Topics.FRAMES.codec().decode(VALUE);

    FrameHead head = FrameHead.of(VALUE);

    assertThat(head.cameraId()).isEqualTo(frame.getCameraId());
    assertThat(head.sequence()).isEqualTo(frame.getSequence());
    assertThat(head.capturedAt()).isEqualTo(1795428930123456L);
  }

  @Test
  void shouldSayTheSameWithoutThePicture() throws Exception {
    FrameHead head = FrameHead.of(VALUE);

    byte[] alone = head.alone(VALUE);

    assertThat(alone.length).isLessThan(VALUE.length);
    assertThat(FrameHead.of(alone)).isEqualTo(head);
  }

  @Test
  void shouldRefuseWhatDoesNotBeginLikeAFrame() {
    byte[] short1 = Arrays.copyOf(VALUE, FrameHeadTest.headLength() - 1);
    byte[] otherSchema = VALUE.clone();
    otherSchema[5] ^= 1;
    for (byte[] value : new byte[][] {null, {}, {1, 2, 3}, short1, otherSchema}) {
      assertThatThrownBy(() -> FrameHead.of(value)).isInstanceOf(InvalidRecordException.class);
    }
  }

  /** Else {@link FrameHead} has to tell versions apart. */
  @Test
  void shouldHoldForEveryVersionOfTheSchema() {
    Stream<Schema> versions =
        Stream.concat(
            SchemaHistory.of("Frame").stream(), Stream.of(Topics.FRAMES.codec().schema()));

    assertThat(versions)
        .isNotEmpty()
        .allSatisfy(
            version -> {
              assertThat(version.getFields().subList(0, 3))
                  .extracting(Schema.Field::name)
                  .containsExactly("cameraId", "sequence", "capturedAt");
              assertThat(version.getFields().subList(0, 3))
                  .extracting(field -> field.schema().getType())
                  .containsExactly(Schema.Type.STRING, Schema.Type.LONG, Schema.Type.LONG);
            });
  }

  private static int headLength() {
    try {
      return FrameHead.of(VALUE).length();
    } catch (InvalidRecordException e) {
      throw new AssertionError(e);
    }
  }
}
