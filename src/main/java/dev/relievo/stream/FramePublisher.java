package dev.relievo.stream;

import dev.relievo.record.Frame;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Publishes frames; where tracing is on, each begins a trace with a span until it is received. */
public final class FramePublisher implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String bootstrapServers;
  private final Tracing tracing;

  /**
   * Connects on first use; traces nothing.
   *
   * @throws KafkaUnavailableException where the settings make no sense
   */
  public FramePublisher(KafkaSettings settings) {
    this(settings, Tracing.OFF);
  }

  /**
   * Connects on first use.
   *
   * @param tracing not closed by this
   * @throws KafkaUnavailableException where the settings make no sense
   */
  public FramePublisher(KafkaSettings settings, Tracing tracing) {
    bootstrapServers = settings.bootstrapServers();
    this.tracing = tracing;
    try {
      producer = new KafkaProducer<>(settings.producer());
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  /**
   * Connects, so that the first frame need not wait for it.
   *
   * @throws KafkaUnavailableException where the cluster does not answer, or has no such topic
   */
  public void connect() {
    try {
      producer.partitionsFor(Topics.FRAMES.name());
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  /**
   * Publishes a frame under its camera's id; in order per camera.
   *
   * @return when the broker received the frame, or failed with {@link KafkaUnavailableException}
   */
  public CompletableFuture<Instant> publish(Frame frame) {
    byte[] key = frame.getCameraId().getBytes(StandardCharsets.UTF_8);
    byte[] value = Topics.FRAMES.codec().encode(frame);
    var headers = StageHeaders.ofFrame(frame.getCapturedAt(), frame.getSequence());
    Span span = start();
    TraceHeader.write(span, headers);
    CompletableFuture<Instant> sent = new CompletableFuture<>();
    try {
      producer.send(
          new ProducerRecord<>(Topics.FRAMES.name(), null, null, key, value, headers),
          (metadata, e) -> {
            if (e == null) {
              end(span, metadata);
              sent.complete(Instant.ofEpochMilli(metadata.timestamp()));
            } else {
              fail(span, sent, e);
            }
          });
    } catch (KafkaException e) {
      fail(span, sent, e);
    }
    return sent;
  }

  private Span start() {
    return tracing
        .tracer()
        .spanBuilder("publish frame")
        .setNoParent()
        .setSpanKind(SpanKind.PRODUCER)
        .setAttribute(StageSpans.SYSTEM, "kafka")
        .setAttribute(StageSpans.OPERATION, "send")
        .setAttribute(StageSpans.TOPIC, Topics.FRAMES.name())
        .startSpan();
  }

  private static void end(Span span, RecordMetadata at) {
    span.setAttribute(StageSpans.PARTITION, Integer.toString(at.partition()));
    span.setAttribute(StageSpans.OFFSET, at.offset());
    span.end();
  }

  private void fail(Span span, CompletableFuture<Instant> sent, Exception e) {
    StageSpans.fail(span, e);
    span.end();
    sent.completeExceptionally(KafkaUnavailableException.at(bootstrapServers, e));
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(30));
  }
}
