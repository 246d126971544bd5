package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.record.Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RawValueTest {

  @Test
  void shouldNameTheVersionOfARecordAndShowItsEnvelopeOnly() {
    byte[] value = Topics.FRAMES.codec().encode((Frame) SampleRecords.of(Frame.class));

    RawValue described = RawValue.of(value, Topics.FRAMES);

    assertThat(described.bytes()).isEqualTo(value.length);
    assertThat(described.format()).matches("Avro, Frame version \\d+");
    assertThat(described.head()).startsWith("c3 01 ").hasSize(10 * 3 - 1);
  }

  @Test
  void shouldSayThatASchemaIsUnknown() {
    byte[] value = Topics.FRAMES.codec().encode((Frame) SampleRecords.of(Frame.class));
    value[2] ^= 1;

    assertThat(RawValue.of(value, Topics.FRAMES).format())
        .contains("no version of Frame that this release knows");
  }

  @Test
  void shouldRecogniseARegistrysEnvelope() {
    byte[] value = ByteBuffer.allocate(100).put((byte) 0).putInt(42).array();

    RawValue described = RawValue.of(value, Topics.FRAMES);

    assertThat(described.format()).contains("schema 42");
    assertThat(described.head()).isEqualTo("00 00 00 00 2a");
  }

  @Test
  void shouldShowNoMoreOfAPictureThanItsMagicNumber() {
    byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 11, 22, 33, 44, 55};

    assertThat(RawValue.of(jpeg, Topics.FRAMES).head()).isEqualTo("ff d8 ff e0");
  }

  @Test
  void shouldTellNoValueFromAnEmptyOne() {
    assertThat(RawValue.of(null, Topics.FRAMES).bytes()).isEqualTo(-1);
    assertThat(RawValue.of(new byte[0], Topics.FRAMES).bytes()).isZero();
  }
}
