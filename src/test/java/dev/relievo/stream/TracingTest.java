package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingTest {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";

  @Test
  void shouldPutNothingBetweenARecordAndItsStageUnlessToldTo() {
    StageMetrics metrics = new StageMetrics("detect", new SimpleMeterRegistry());
    Processor<byte[], byte[], byte[], byte[]> processor = record -> {};
    Function<List<Frame>, List<FaceCrop>> function = batch -> List.of();

    assertThat(Tracing.of(TestConfig.with(Map.of()))).isSameAs(Tracing.OFF);
    assertThat(metrics.watched(processor)).isSameAs(processor);
    assertThat(metrics.watchedFunction(function)).isSameAs(function);
  }

  @Test
  void shouldLeaveTheDecisionToWhereATraceStarts() {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    try (Tracing none = Tracing.to(SimpleSpanProcessor.create(spans), 0, false)) {
      StageSpans stage = new StageSpans("detect", none);
      stage.end(stage.start(TraceHeader.read(headers(PARENT + "01")), at()));
      stage.end(stage.start(TraceHeader.read(headers(PARENT + "00")), at()));
      stage.end(stage.start(TraceHeader.read(new RecordHeaders()), at()));

      assertThat(spans.getFinishedSpanItems()).hasSize(1);
    }
  }

  @Test
  void shouldSayToTheNextStageThatAFrameIsNotTraced() {
    try (Tracing none =
        Tracing.to(SimpleSpanProcessor.create(InMemorySpanExporter.create()), 0, false)) {
      Headers headers = new RecordHeaders();
      Span span = new StageSpans("detect", none).start(TraceHeader.read(headers), at());
      TraceHeader.write(span, headers);

      assertThat(headers.headers(StageHeaders.TRACEPARENT))
          .singleElement()
          .satisfies(
              header ->
                  assertThat(new String(header.value(), StandardCharsets.US_ASCII))
                      .endsWith("-00"));
    }
  }

  @ParameterizedTest
  @CsvSource({"nonsense", "''", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "ff-0-0-0"})
  void shouldStartAnewWhereTheHeaderIsNone(String header) {
    assertThat(Span.fromContext(TraceHeader.read(headers(header))).getSpanContext().isValid())
        .isFalse();
  }

  @Test
  void shouldSendSpansToTheEndpoint() throws Exception {
    List<byte[]> received = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
    try (Tracing tracing =
        Tracing.of(TestConfig.with(Map.of("relievo.tracing.endpoint", endpoint)))) {
      StageSpans stage = new StageSpans("detect", tracing);
      stage.end(stage.start(TraceHeader.read(new RecordHeaders()), at()));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> !received.isEmpty());
    collector.stop(0);
  }

  @ParameterizedTest
  @CsvSource({"collector:4318, 1", "http://localhost:4318/v1/traces, 1.5"})
  void shouldSayWhichOptionIsWrong(String endpoint, String ratio) {
    RelievoConfig config =
        TestConfig.with(
            Map.of("relievo.tracing.endpoint", endpoint, "relievo.tracing.ratio", ratio));

    assertThatThrownBy(() -> Tracing.of(config))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("relievo.tracing")
        .hasMessageContaining(endpoint);
  }

  private static Headers headers(String traceparent) {
    return new RecordHeaders()
        .add(StageHeaders.TRACEPARENT, traceparent.getBytes(StandardCharsets.US_ASCII));
  }

  private static RecordMetadata at() {
    return new ProcessorRecordContext(0, 1, 2, "relievo.frames", new RecordHeaders());
  }
}
