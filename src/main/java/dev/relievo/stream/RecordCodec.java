package dev.relievo.stream;

import dev.relievo.record.RejectReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record as bytes and back: Avro single-object encoding (specification 1.12: C3 01, the writer
 * schema's CRC-64-AVRO fingerprint as 8 bytes little endian, then the binary encoding).
 *
 * <p>Any version of the schema that was ever released is read; the newest is written. Decoding
 * input that nobody vouches for is bounded, see {@link BoundedDecoder}; {@code bytes} fields of
 * what it returns are read-only views of the input. Thread-safe.
 *
 * @param <T> record
 */
public final class RecordCodec<T extends SpecificRecord> {

  private static final short MAGIC = (short) 0xC301;
  private static final int HEADER = 10;

  private final Schema schema;
  private final int maxBytes;
  private final byte[] header;
  private final Map<Long, SpecificDatumReader<T>> readers = new HashMap<>();
  private final SpecificDatumWriter<T> writer;
  private final ThreadLocal<GatheringEncoder> encoders =
      ThreadLocal.withInitial(GatheringEncoder::new);

  /**
   * The codec of one record type.
   *
   * @param type generated class
   * @param maxBytes longest encoding that {@link #decode} accepts
   */
  RecordCodec(Class<T> type, int maxBytes) {
    SpecificData model = SpecificData.getForClass(type);
    this.schema = model.getSchema(type);
    this.maxBytes = maxBytes;
    this.writer = new SpecificDatumWriter<>(schema, model);
    SchemaHistory.of(type.getSimpleName()).forEach(old -> addReader(old, model));
    addReader(schema, model);
    long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    header =
        ByteBuffer.allocate(HEADER)
            .putShort(MAGIC)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(fingerprint)
            .array();
  }

  private void addReader(Schema written, SpecificData model) {
    readers.put(
        SchemaNormalization.parsingFingerprint64(written),
        new SpecificDatumReader<>(written, schema, model));
  }

  /** The schema that is written. */
  public Schema schema() {
    return schema;
  }

  /**
   * The encoding of a record.
   *
   * @throws RuntimeException where the record does not fit its schema, for instance lacks a field
   */
  public byte[] encode(T record) {
    GatheringEncoder encoder = encoders.get();
    encoder.reset();
    try {
      encoder.writeFixed(header);
      writer.write(record, encoder);
      return encoder.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a " + schema.getName(), e);
    } finally {
      encoder.reset(); // Holds on to no image.
    }
  }

  /**
   * The record of an encoding.
   *
   * @param bytes kept by the record that is returned, where it has {@code bytes} fields
   * @throws InvalidRecordException where the bytes are missing, too long, of an unknown schema, or
   *     not an encoding of their schema from the first byte to the last
   */
  public T decode(byte[] bytes) throws InvalidRecordException {
    checkLength(bytes);
    SpecificDatumReader<T> reader = reader(bytes);
    BoundedDecoder decoder = new BoundedDecoder(bytes, HEADER);
    T record;
    try {
      record = reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      throw malformed(e.toString(), e);
    }
    if (decoder.remaining() > 0) {
      throw malformed(decoder.remaining() + " bytes are left over", null);
    }
    return record;
  }

  /**
   * A decoder at the first field of an encoding.
   *
   * @throws InvalidRecordException where the bytes are missing, too long or of an unknown schema
   */
  BoundedDecoder body(byte[] bytes) throws InvalidRecordException {
    checkLength(bytes);
    reader(bytes);
    return new BoundedDecoder(bytes, HEADER);
  }

  private void checkLength(byte[] bytes) throws InvalidRecordException {
    if (bytes == null || bytes.length == 0) {
      throw new InvalidRecordException(
          RejectReason.INVALID_RECORD, "the record has no value, expected a " + schema.getName());
    }
    if (bytes.length > maxBytes) {
      throw new InvalidRecordException(
          RejectReason.RECORD_TOO_LARGE,
          "the record has " + bytes.length + " bytes, the most here is " + maxBytes);
    }
  }

  private SpecificDatumReader<T> reader(byte[] bytes) throws InvalidRecordException {
    ByteBuffer head = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER || head.getShort() != MAGIC) {
      throw new InvalidRecordException(
          RejectReason.INVALID_RECORD,
          "the value does not start with C3 01: it is not in Avro's single-object encoding");
    }
    long fingerprint = head.order(ByteOrder.LITTLE_ENDIAN).getLong();
    SpecificDatumReader<T> reader = readers.get(fingerprint);
    if (reader == null) {
      throw new InvalidRecordException(
          RejectReason.INVALID_RECORD,
          "the schema of fingerprint "
              + Long.toHexString(fingerprint)
              + " is no version of "
              + schema.getName()
              + " that this release knows; a newer publisher needs a newer release here");
    }
    return reader;
  }

  private InvalidRecordException malformed(String what, Throwable cause) {
    return new InvalidRecordException(
        RejectReason.INVALID_RECORD,
        "the value is no valid " + schema.getName() + ": " + what,
        cause);
  }
}
