package dev.relievo.stream;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The W3C trace context of a record, in its {@value StageHeaders#TRACEPARENT} header. */
final class TraceHeader {

  private static final TextMapGetter<Headers> READER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
          return List.of(StageHeaders.TRACEPARENT);
        }

        @Override
        public String get(Headers headers, String name) {
          Header header = headers.lastHeader(name);
          return header == null || header.value() == null
              ? null
              : new String(header.value(), StandardCharsets.US_ASCII);
        }
      };

  private TraceHeader() {}

  /** That of a record; the root where it has none or what it has is no trace context. */
  static Context read(Headers headers) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, READER);
  }

  /** Makes a span the parent of what follows; leaves a header alone where the span has no id. */
  static void write(Span span, Headers headers) {
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(span),
            headers,
            (carrier, name, value) ->
                carrier.remove(name).add(name, value.getBytes(StandardCharsets.US_ASCII)));
  }
}
