package dev.relievo.stream;

import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.MDC;

/**
 * Which record the log lines of this thread are about, until closed: stage, camera, sequence and
 * trace id, in the JSON format's {@code mdc}. Nothing of what the record shows.
 */
final class LogContext implements AutoCloseable {

  /** Says nothing. */
  static final LogContext NONE = new LogContext(Map.of());

  /** As in Frame.avsc; a key that is longer is none of ours and may be anything. */
  private static final int MAX_CAMERA_ID = 200;

  private final Map<String, String> fields;

  private LogContext(Map<String, String> fields) {
    this.fields = fields;
    fields.forEach(MDC::put);
  }

  static LogContext of(String stage, Record<byte[], byte[]> record, Span span) {
    return new LogContext(
        Map.of(
            "stage",
            stage,
            "camera",
            camera(record.key()),
            "sequence",
            sequence(record.headers()),
            "traceId",
            span.getSpanContext().isValid() ? span.getSpanContext().getTraceId() : ""));
  }

  private static String sequence(Headers headers) {
    OptionalLong sequence = StageHeaders.number(headers, StageHeaders.SEQUENCE);
    return sequence.isPresent() ? Long.toString(sequence.getAsLong()) : "";
  }

  private static String camera(byte[] key) {
    boolean known = key != null && key.length <= 4 * MAX_CAMERA_ID;
    return known ? new String(key, StandardCharsets.UTF_8) : "";
  }

  @Override
  public void close() {
    fields.keySet().forEach(MDC::remove);
  }
}
