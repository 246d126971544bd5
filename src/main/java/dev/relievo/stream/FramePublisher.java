package dev.relievo.stream;

import dev.relievo.record.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Publishes frames. */
public final class FramePublisher implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String bootstrapServers;

  /**
   * Connects on first use.
   *
   * @throws KafkaUnavailableException where the settings make no sense
   */
  public FramePublisher(KafkaSettings settings) {
    bootstrapServers = settings.bootstrapServers();
    try {
      producer = new KafkaProducer<>(settings.producer());
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
    CompletableFuture<Instant> sent = new CompletableFuture<>();
    try {
      producer.send(
          new ProducerRecord<>(Topics.FRAMES.name(), null, null, key, value, headers),
          (metadata, e) -> {
            if (e == null) {
              sent.complete(Instant.ofEpochMilli(metadata.timestamp()));
            } else {
              sent.completeExceptionally(KafkaUnavailableException.at(bootstrapServers, e));
            }
          });
    } catch (KafkaException e) {
      sent.completeExceptionally(KafkaUnavailableException.at(bootstrapServers, e));
    }
    return sent;
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(30));
  }
}
