package dev.relievo.stream;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Another processor, each record of which has a span and a log context while it is worked on. What
 * the record becomes has that span for a parent, as the processor passes its headers on.
 */
final class WatchedProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final Processor<byte[], byte[], byte[], byte[]> processor;
  private final String stage;
  private final StageSpans spans;
  private final boolean logContext;
  private ProcessorContext<byte[], byte[]> context;

  WatchedProcessor(
      Processor<byte[], byte[], byte[], byte[]> processor,
      String stage,
      StageSpans spans,
      boolean logContext) {
    this.processor = processor;
    this.stage = stage;
    this.spans = spans;
    this.logContext = logContext;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    processor.init(processorContext);
  }

  @Override
  @SuppressWarnings("try") // Both are there to be closed.
  public void process(Record<byte[], byte[]> record) {
    Context parent = TraceHeader.read(record.headers());
    Span span = spans.start(parent, context.recordMetadata().orElseThrow());
    try (Scope scope = span.makeCurrent();
        LogContext log = logContext ? LogContext.of(stage, record, span) : LogContext.NONE) {
      processor.process(record.withHeaders(headers(record.headers(), span)));
    } catch (RuntimeException | Error e) {
      StageSpans.fail(span, e);
      throw e;
    } finally {
      spans.end(span);
    }
  }

  private static Headers headers(Headers input, Span span) {
    RecordHeaders output = new RecordHeaders(input);
    TraceHeader.write(span, output);
    return output;
  }

  @Override
  public void close() {
    processor.close();
  }
}
