package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class GatheringEncoderTest {

  /** One value of each kind, and images around them. */
  private static void write(Encoder to, Random random) throws IOException {
    to.writeBytes(image(random, GatheringEncoder.LARGE));
    to.writeNull();
    to.writeBoolean(random.nextBoolean());
    to.writeBytes(image(random, 3));
    for (long value : new long[] {0, -1, 63, 64, -65, Long.MAX_VALUE, Long.MIN_VALUE}) {
      to.writeLong(value);
      to.writeInt((int) value);
    }
    to.writeBytes(image(random, 70_000));
    to.writeBytes(image(random, 0));
    to.writeBytes(image(random, GatheringEncoder.LARGE - 1));
    to.writeFloat(random.nextFloat());
    to.writeDouble(random.nextGaussian());
    to.writeString("Pørträt");
    to.writeString(new Utf8("x".repeat(5000)));
    to.writeEnum(3);
    to.writeIndex(1);
    to.writeArrayStart();
    to.setItemCount(2000);
    for (int i = 0; i < 2000; i++) {
      to.startItem();
      to.writeFloat(i);
    }
    to.writeArrayEnd();
    to.writeMapStart();
    to.setItemCount(0);
    to.writeMapEnd();
    to.writeFixed(new byte[] {1, 2, 3});
    to.writeBytes(image(random, 5000));
    to.flush();
  }

  /** A read-only part of something longer, as decoded records hold. */
  private static ByteBuffer image(Random random, int length) {
    byte[] bytes = new byte[length + 20];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes, 7, length).asReadOnlyBuffer();
  }

  @Test
  void shouldWriteWhatAvroWrites() throws IOException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    BinaryEncoder avro = EncoderFactory.get().binaryEncoder(expected, null);
    GatheringEncoder encoder = new GatheringEncoder();
    for (int seed = 0; seed < 3; seed++) {
      expected.reset();
      encoder.reset();
      write(avro, new Random(seed));
      write(encoder, new Random(seed));
      assertThat(encoder.toByteArray()).isEqualTo(expected.toByteArray());
    }
  }

  @Test
  void shouldNotMoveTheBuffersThatItReads() throws IOException {
    ByteBuffer large = image(new Random(1), 4000), small = image(new Random(2), 10);
    GatheringEncoder encoder = new GatheringEncoder();
    encoder.writeBytes(large);
    encoder.writeBytes(small);
    encoder.toByteArray();
    assertThat(large.remaining()).isEqualTo(4000);
    assertThat(small.remaining()).isEqualTo(10);
  }
}
