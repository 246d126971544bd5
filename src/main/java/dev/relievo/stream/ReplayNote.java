package dev.relievo.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A record without a value in a dead-letter topic: somebody replayed a record of which a letter
 * there tells, so that it is not replayed again by chance.
 *
 * @param source where the record lay
 * @param replay where it was written again
 */
record ReplayNote(RecordLocation source, RecordLocation replay) {

  private static final String SOURCE = "replayed-record";
  private static final String REPLAY = "replayed-as";

  /** The note that a record is; empty where it is something else. */
  static Optional<ReplayNote> of(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ReplayNote(place(record.headers(), SOURCE), place(record.headers(), REPLAY)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static RecordLocation place(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    byte[] value = header == null || header.value() == null ? new byte[0] : header.value();
    return RecordLocation.parse(new String(value, StandardCharsets.UTF_8));
  }

  /** As a record beside the letter. */
  ProducerRecord<byte[], byte[]> beside(Letter letter) {
    List<Header> headers = List.of(header(SOURCE, source), header(REPLAY, replay));
    return new ProducerRecord<>(
        letter.at().topic(), letter.at().partition(), null, letter.key(), null, headers);
  }

  private static Header header(String name, RecordLocation place) {
    return new RecordHeader(name, place.toString().getBytes(StandardCharsets.UTF_8));
  }
}
