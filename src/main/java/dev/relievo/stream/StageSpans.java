package dev.relievo.stream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Spans of one stage: {@code <stage> process} for each record, from its turn to everything
 * forwarded, and in it {@code <stage> batch}, the stage function that it was part of. Attributes
 * follow OpenTelemetry's conventions for messaging where these name them; they say where a record
 * lies and what came of it, never what is in it.
 */
final class StageSpans {

  static final AttributeKey<String> STAGE = AttributeKey.stringKey("relievo.stage");
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("relievo.outcome");
  static final AttributeKey<String> REASON = AttributeKey.stringKey("relievo.reason");
  static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("relievo.batch.size");
  static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final String stage;
  private final boolean on;
  private final Tracer tracer;

  /** Spans of the records that are being worked on, by what these were decoded to. */
  private final Map<Object, Span> items = Collections.synchronizedMap(new IdentityHashMap<>());

  StageSpans(String stage, Tracing tracing) {
    this.stage = stage;
    on = tracing.hasSpans();
    tracer = tracing.tracer();
  }

  /** Begins a record's span; without tracing, one that only has its parent's ids. */
  Span start(Context parent, RecordMetadata at) {
    return tracer
        .spanBuilder(stage + " process")
        .setParent(parent)
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute(STAGE, stage)
        .setAttribute(SYSTEM, "kafka")
        .setAttribute(OPERATION, "process")
        .setAttribute(TOPIC, at.topic())
        .setAttribute(PARTITION, Integer.toString(at.partition()))
        .setAttribute(OFFSET, at.offset())
        .startSpan();
  }

  void end(Span span) {
    span.end();
    items.values().remove(span);
  }

  /** The record of the current span was decoded to this item. */
  void decoded(Object item) {
    if (on && Span.current().isRecording()) {
      items.put(item, Span.current());
    }
  }

  void ended(String outcome) {
    if (on) {
      Span.current().setAttribute(OUTCOME, outcome);
    }
  }

  void because(String reason) {
    if (on) {
      Span.current().setAttribute(REASON, reason);
    }
  }

  /** The function, with a span for each item of a batch that is traced. */
  <I, O> Function<List<I>, List<O>> around(Function<List<I>, List<O>> function) {
    return on ? batch -> run(function, batch) : function;
  }

  private <I, O> List<O> run(Function<List<I>, List<O>> function, List<I> batch) {
    List<Span> spans =
        batch.stream()
            .map(items::get)
            .filter(Objects::nonNull)
            .map(record -> startBatch(record, batch.size()))
            .toList();
    try {
      return function.apply(batch);
    } catch (RuntimeException | Error e) {
      spans.forEach(span -> fail(span, e));
      throw e;
    } finally {
      spans.forEach(Span::end);
    }
  }

  private Span startBatch(Span record, int size) {
    record.setAttribute(BATCH_SIZE, (long) size);
    return tracer
        .spanBuilder(stage + " batch")
        .setParent(Context.root().with(record))
        .setAttribute(STAGE, stage)
        .setAttribute(BATCH_SIZE, (long) size)
        .startSpan();
  }

  /** Only the error's class: its message is for the log. */
  static void fail(Span span, Throwable e) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(ERROR, e.getClass().getName());
  }
}
