package dev.relievo.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * What can be said of a record's value without showing what it may picture.
 *
 * @param bytes how many, -1 where there is no value
 * @param format what it looks like, for a person
 * @param head its first bytes in hexadecimal: the envelope of a format that is known, else the four
 *     by which formats are told; never more, as a picture may follow
 */
public record RawValue(int bytes, String format, String head) {

  private static final int AVRO_ENVELOPE = 10;
  private static final int REGISTRY_ENVELOPE = 5;
  private static final int MAGIC_NUMBER = 4;

  /** Of a value in a topic. */
  static RawValue of(byte[] value, Topic<?> topic) {
    if (value == null || value.length == 0) {
      return new RawValue(value == null ? -1 : 0, "no value", "");
    }
    if (value.length >= AVRO_ENVELOPE && (value[0] & 0xff) == 0xc3 && value[1] == 1) {
      long fingerprint = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(Short.BYTES);
      return new RawValue(value.length, avro(fingerprint, topic), head(value, AVRO_ENVELOPE));
    }
    if (value.length > REGISTRY_ENVELOPE && value[0] == 0) {
      return new RawValue(
          value.length,
          "perhaps a schema registry's format, schema " + ByteBuffer.wrap(value).getInt(1),
          head(value, REGISTRY_ENVELOPE));
    }
    return new RawValue(
        value.length, "not Avro's single-object encoding", head(value, MAGIC_NUMBER));
  }

  private static String avro(long fingerprint, Topic<?> topic) {
    String name = topic.type().getSimpleName();
    List<Schema> versions = SchemaHistory.of(name);
    for (int i = 0; i < versions.size(); i++) {
      if (SchemaNormalization.parsingFingerprint64(versions.get(i)) == fingerprint) {
        return "Avro, " + name + " version " + (i + 1);
      }
    }
    return "Avro, fingerprint %016x, no version of %s that this release knows"
        .formatted(fingerprint, name);
  }

  private static String head(byte[] value, int most) {
    return HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(value, Math.min(most, value.length)));
  }
}
