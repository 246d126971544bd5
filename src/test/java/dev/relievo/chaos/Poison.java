package dev.relievo.chaos;

import dev.relievo.record.DeadLetter;
import dev.relievo.record.Frame;
import dev.relievo.record.RejectReason;
import dev.relievo.stream.Chain;
import dev.relievo.stream.SampleRecords;
import dev.relievo.stream.StageDefinition;
import dev.relievo.stream.Topic;
import dev.relievo.stream.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record that its stage cannot read.
 *
 * @param stage that must bury it
 * @param topic that it reads
 * @param key of the record; null for none
 * @param value of the record; null for none
 * @param reason that the dead letter must give
 */
record Poison(String stage, String topic, byte[] key, byte[] value, RejectReason reason) {

  /** The camera of {@link SampleRecords}. */
  private static final byte[] DOOR = utf8("door");

  private static final int HEADER = 10;

  /** Every kind of it for every stage. */
  static List<Poison> ofEveryKind() {
    List<Poison> all = new ArrayList<>();
    Chain.STAGES.forEach(stage -> all.addAll(of(Chain.definition(stage))));
    all.addAll(frames());
    return all;
  }

  private static <I extends SpecificRecord> List<Poison> of(StageDefinition<I, ?, ?> definition) {
    Topic<I> topic = definition.source();
    byte[] good = topic.codec().encode(topic.type().cast(SampleRecords.of(topic.type())));
    byte[] letter =
        Topics.deadLetters("detect")
            .codec()
            .encode((DeadLetter) SampleRecords.of(DeadLetter.class));
    byte[] unknownSchema = good.clone();
    Arrays.fill(unknownSchema, 2, HEADER, (byte) 0x5a);
    // A string that claims to have 2^40 bytes.
    byte[] greedy =
        ByteBuffer.allocate(HEADER + 6)
            .put(good, 0, HEADER)
            .put(new byte[] {-128, -128, -128, -128, -128, 64})
            .array();
    List<byte[]> values =
        Arrays.asList(
            null,
            new byte[0],
            utf8("no Avro at all"),
            Arrays.copyOf(good, HEADER - 3),
            Arrays.copyOf(good, HEADER),
            Arrays.copyOf(good, good.length / 2),
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, good.length + 1),
            letter,
            unknownSchema,
            greedy);
    List<Poison> poison = new ArrayList<>();
    values.forEach(value -> poison.add(invalid(definition, DOOR, value)));
    poison.add(invalid(definition, null, good));
    poison.add(invalid(definition, new byte[0], good));
    poison.add(invalid(definition, utf8("window"), good));
    poison.add(invalid(definition, new byte[] {(byte) 0xc3, 0x28}, good));
    poison.add(invalid(definition, utf8("k".repeat(9_000)), good));
    byte[] large = new byte[topic.maxValueBytes() + 1];
    System.arraycopy(good, 0, large, 0, good.length);
    poison.add(
        new Poison(definition.name(), topic.name(), DOOR, large, RejectReason.RECORD_TOO_LARGE));
    return poison;
  }

  /** Cameras that cannot be named. */
  private static List<Poison> frames() {
    List<Poison> poison = new ArrayList<>();
    for (String camera : List.of("", "c".repeat(201))) {
      Frame frame =
          Frame.newBuilder((Frame) SampleRecords.of(Frame.class)).setCameraId(camera).build();
      poison.add(invalid(Chain.detect(), utf8(camera), Topics.FRAMES.codec().encode(frame)));
    }
    return poison;
  }

  private static Poison invalid(StageDefinition<?, ?, ?> definition, byte[] key, byte[] value) {
    return new Poison(
        definition.name(), definition.source().name(), key, value, RejectReason.INVALID_RECORD);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
