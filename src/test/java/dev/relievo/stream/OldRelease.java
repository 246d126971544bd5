package dev.relievo.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;

/** What a release wrote and read before the newest version of each record's schema. */
public final class OldRelease {

  private static final int HEADER = 10;

  private OldRelease() {}

  /** Topics whose records have an older schema. */
  public static List<Topic<?>> changedTopics() {
    return Topics.all().stream().filter(topic -> previous(topic).isPresent()).toList();
  }

  /** The fingerprint that records of a topic have today, as its bytes are read little endian. */
  public static long newFingerprint(Topic<?> topic) {
    return SchemaNormalization.parsingFingerprint64(topic.codec().schema());
  }

  /** The fingerprint that they had. */
  public static long oldFingerprint(Topic<?> topic) {
    return SchemaNormalization.parsingFingerprint64(previous(topic).orElseThrow());
  }

  /** A value of today as the old release would have written it. */
  public static byte[] write(String topic, byte[] value) {
    Topic<?> known = topics().apply(topic);
    Optional<Schema> old = known == null ? Optional.empty() : previous(known);
    if (old.isEmpty() || value == null) {
      return value;
    }
    try {
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(known.codec().schema(), old.get())
              .read(
                  null,
                  DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
      ByteBuffer encoded =
          new BinaryMessageEncoder<GenericRecord>(GenericData.get(), old.get()).encode(record);
      return Arrays.copyOfRange(encoded.array(), encoded.arrayOffset(), encoded.limit());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write an old " + topic, e);
    }
  }

  /** A value as the old release sees it: of a newer schema it knows nothing. */
  public static byte[] read(String topic, byte[] value) {
    Topic<?> known = topics().apply(topic);
    if (known == null || value == null || value.length < HEADER || previous(known).isEmpty()) {
      return value;
    }
    long fingerprint = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    if (fingerprint != newFingerprint(known)) {
      return value;
    }
    byte[] unknown = value.clone();
    Arrays.fill(unknown, 2, HEADER, (byte) 0);
    return unknown;
  }

  private static Function<String, Topic<?>> topics() {
    return Topics.all().stream().collect(Collectors.toMap(Topic::name, Function.identity()))::get;
  }

  /** The version before the newest; empty where there is but one. */
  private static Optional<Schema> previous(Topic<?> topic) {
    List<Schema> history = SchemaHistory.of(topic.codec().schema().getName());
    return history.size() < 2 ? Optional.empty() : Optional.of(history.get(history.size() - 2));
  }
}
