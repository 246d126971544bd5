package dev.relievo.stream;

import dev.relievo.record.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Publishes frames. */
public final class FramePublisher implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String bootstrapServers;

  /** Connects on first use. */
  public FramePublisher(KafkaSettings settings) {
    producer = new KafkaProducer<>(settings.producer());
    bootstrapServers = settings.bootstrapServers();
  }

  /**
   * Publishes a frame under its camera's id; in order per camera.
   *
   * @return done when the cluster has the frame, or failed with {@link KafkaUnavailableException}
   */
  public CompletableFuture<Void> publish(Frame frame) {
    byte[] key = frame.getCameraId().getBytes(StandardCharsets.UTF_8);
    byte[] value = Topics.FRAMES.codec().encode(frame);
    var headers = StageHeaders.ofFrame(frame.getCapturedAt(), frame.getSequence());
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      producer.send(
          new ProducerRecord<>(Topics.FRAMES.name(), null, null, key, value, headers),
          (metadata, e) -> complete(sent, e));
    } catch (KafkaException e) {
      complete(sent, e);
    }
    return sent;
  }

  private void complete(CompletableFuture<Void> sent, Exception e) {
    if (e == null) {
      sent.complete(null);
    } else {
      sent.completeExceptionally(KafkaUnavailableException.at(bootstrapServers, e));
    }
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(30));
  }
}
