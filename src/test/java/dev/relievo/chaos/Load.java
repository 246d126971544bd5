package dev.relievo.chaos;

import dev.relievo.record.Frame;
import dev.relievo.stream.StageHeaders;
import dev.relievo.stream.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Cameras that publish at a steady rate, as long as the stages follow: what they sent while the
 * broker was away arrives later, once. Also publishes single pictures and poison.
 */
final class Load implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 600_000;

  /** Records; enough to have work left whatever is killed. */
  private static final int MOST_BEHIND = 400;

  private static final int WAIT_MILLIS = 100;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Expectation expectation;
  private final LongSupplier backlog;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Map<String, Long> sequences = new HashMap<>();
  private Thread thread;
  private volatile boolean running;

  /**
   * Publishes nothing yet.
   *
   * @param expectation told of what the broker has
   * @param backlog of the stages in records; cameras wait while it is too large
   */
  Load(String bootstrapServers, Expectation expectation, LongSupplier backlog) {
    this.expectation = expectation;
    this.backlog = backlog;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topics.FRAMES.maxMessageBytes(),
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                4L * Topics.FRAMES.maxMessageBytes(),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                PATIENCE_MILLIS,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PATIENCE_MILLIS));
  }

  /** Starts to publish the {@link Picture#USUAL} pictures from a number of cameras in turn. */
  void start(int cameras, double framesPerSecond) {
    start(cameras, framesPerSecond, Picture.USUAL);
  }

  /** Starts to publish pictures, each from all cameras in turn. */
  void start(int cameras, double framesPerSecond, List<Picture> pictures) {
    Duration period = Duration.ofNanos((long) (1e9 / framesPerSecond));
    running = true;
    thread = new Thread(() -> run(cameras, period, pictures), "load");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(int cameras, Duration period, List<Picture> pictures) {
    long next = System.nanoTime();
    try {
      for (int i = 0; running; i++) {
        publish("camera-" + i % cameras, pictures.get(i / cameras % pictures.size()));
        while (running && backlog.getAsLong() > MOST_BEHIND) {
          Thread.sleep(WAIT_MILLIS);
          next = System.nanoTime();
        }
        next += period.toNanos();
        Thread.sleep(Math.max(0, Duration.ofNanos(next - System.nanoTime()).toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Publishes a frame; expected is what the broker has confirmed. */
  synchronized void publish(String camera, Picture picture) {
    Instant now = Instant.now();
    long sequence = sequences.merge(camera, 1L, Long::sum) - 1;
    Frame frame =
        Frame.newBuilder()
            .setCameraId(camera)
            .setSequence(sequence)
            .setCapturedAt(now)
            .setImage(ByteBuffer.wrap(picture.image()))
            .build();
    byte[] key = camera.getBytes(StandardCharsets.UTF_8);
    byte[] value = Topics.FRAMES.codec().encode(frame);
    producer.send(
        new ProducerRecord<>(
            Topics.FRAMES.name(), null, null, key, value, StageHeaders.ofFrame(now, sequence)),
        (at, e) -> {
          if (e == null) {
            expectation.frame(camera, sequence, picture);
          } else {
            failure.compareAndSet(null, e);
          }
        });
  }

  /** Publishes what the stage that reads it must bury. */
  void publish(Poison poison) {
    producer.send(
        new ProducerRecord<>(poison.topic(), poison.key(), poison.value()),
        (at, e) -> {
          if (e == null) {
            expectation.letter(poison.stage(), at, poison.reason());
          } else {
            failure.compareAndSet(null, e);
          }
        });
  }

  /**
   * Ends the cameras' work and waits until the broker has everything.
   *
   * @throws ChaosFailure where it took not all of it: then the scenario shows nothing
   */
  void stop() throws InterruptedException {
    running = false;
    if (thread != null) {
      thread.join();
    }
    producer.flush();
    if (failure.get() != null) {
      throw new ChaosFailure("the cameras could not publish: " + failure.get());
    }
  }

  @Override
  public void close() {
    running = false;
    producer.close(Duration.ofSeconds(1));
  }
}
