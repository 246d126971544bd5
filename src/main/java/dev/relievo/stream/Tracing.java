package dev.relievo.stream;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;

/**
 * Whether and where spans go, and whether log lines say which record they are about. A frame's
 * trace starts with its publisher; each stage adds to it what the record's {@code traceparent}
 * header says, whoever decided there that this frame is traced.
 */
public final class Tracing implements AutoCloseable {

  /** Neither spans nor log context: costs nothing. */
  static final Tracing OFF = new Tracing(OpenTelemetry.noop(), false, false);

  private static final String SCOPE = "dev.relievo";

  private final OpenTelemetry telemetry;
  private final boolean spans;
  private final boolean logContext;

  private Tracing(OpenTelemetry telemetry, boolean spans, boolean logContext) {
    this.telemetry = telemetry;
    this.spans = spans;
    this.logContext = logContext;
  }

  /**
   * As the options say; connects on first use.
   *
   * @throws InvalidOptionException where they make no sense
   */
  public static Tracing of(RelievoConfig config) {
    RelievoConfig.TracingOptions options = config.tracing();
    boolean json = config.log().json();
    if (options.endpoint().isEmpty()) {
      return json ? new Tracing(OpenTelemetry.noop(), false, true) : OFF;
    }
    try {
      return to(BatchSpanProcessor.builder(exporter(options)).build(), options.ratio(), json);
    } catch (IllegalArgumentException e) {
      throw new InvalidOptionException(
          "relievo.tracing.endpoint must be a URL such as http://localhost:4318/v1/traces and"
              + " relievo.tracing.ratio 0 to 1, not %s and %s"
                  .formatted(options.endpoint().get(), options.ratio()),
          e);
    }
  }

  private static OtlpHttpSpanExporter exporter(RelievoConfig.TracingOptions options) {
    return OtlpHttpSpanExporter.builder().setEndpoint(options.endpoint().orElseThrow()).build();
  }

  /**
   * To any receiver of spans.
   *
   * @param ratio of the frames, 0 to 1, whose publisher made no decision
   */
  static Tracing to(SpanProcessor receiver, double ratio, boolean logContext) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(AttributeKey.stringKey("service.name"), "relievo"))))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
            .addSpanProcessor(receiver)
            .build();
    OpenTelemetry telemetry = OpenTelemetrySdk.builder().setTracerProvider(provider).build();
    return new Tracing(telemetry, true, logContext);
  }

  /** Whether there are spans. */
  boolean hasSpans() {
    return spans;
  }

  /** Whether log lines carry stage, camera, sequence and trace id. */
  boolean hasLogContext() {
    return logContext;
  }

  Tracer tracer() {
    return telemetry.getTracer(SCOPE);
  }

  /** Sends what is left, for 10 s at most. */
  @Override
  public void close() {
    if (telemetry instanceof OpenTelemetrySdk sdk) {
      sdk.close();
    }
  }
}
