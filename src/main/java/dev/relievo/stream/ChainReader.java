package dev.relievo.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads answers and meshes, and frames where they are asked for, in order per camera and topic.
 * Belongs to no consumer group: every reader sees everything. Not thread-safe.
 */
public final class ChainReader implements AutoCloseable {

  private static final List<Topic<?>> TOPICS =
      List.of(Topics.FRAME_RESULTS, Topics.FACE_RESULTS, Topics.MESHES);

  /** Where reading starts. */
  public enum From {
    /** The oldest record that is still there. */
    BEGINNING,
    /** A few records of each partition before now. */
    LATELY,
    /** What comes after the reader was made. */
    NOW
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String bootstrapServers;

  /**
   * Connects.
   *
   * @throws KafkaUnavailableException where the topics are not there or the cluster does not answer
   */
  public ChainReader(KafkaSettings settings, From from) {
    this(settings, from, TOPICS);
  }

  private ChainReader(KafkaSettings settings, From from, List<Topic<?>> topics) {
    bootstrapServers = settings.bootstrapServers();
    consumer = OpenConsumer.of(settings, topics, from);
  }

  /**
   * Connects, and reads frames too.
   *
   * @throws KafkaUnavailableException where the topics are not there or the cluster does not answer
   */
  public static ChainReader withFrames(KafkaSettings settings, From from) {
    List<Topic<?>> topics = new ArrayList<>(TOPICS);
    topics.add(Topics.FRAMES);
    return new ChainReader(settings, from, topics);
  }

  /**
   * What has come since the last call.
   *
   * @param timeout longest wait where there is nothing
   * @throws KafkaUnavailableException where the cluster does not answer
   * @throws CancellationException where the thread was interrupted; its flag is cleared, so that
   *     what follows can be closed in peace
   */
  public List<ChainEvent> poll(Duration timeout) {
    List<ChainEvent> events = new ArrayList<>();
    try {
      consumer.poll(timeout).forEach(record -> events.add(event(record)));
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new CancellationException("interrupted");
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
    return events;
  }

  private static ChainEvent event(ConsumerRecord<byte[], byte[]> record) {
    Instant at = Instant.ofEpochMilli(record.timestamp());
    try {
      if (record.topic().equals(Topics.FRAMES.name())) {
        return new ChainEvent.FrameSeen(Topics.FRAMES.codec().decode(record.value()), at);
      }
      if (record.topic().equals(Topics.MESHES.name())) {
        return new ChainEvent.Meshed(Topics.MESHES.codec().decode(record.value()), at);
      }
      if (record.topic().equals(Topics.FACE_RESULTS.name())) {
        return new ChainEvent.FaceAnswered(Topics.FACE_RESULTS.codec().decode(record.value()), at);
      }
      return new ChainEvent.FrameAnswered(Topics.FRAME_RESULTS.codec().decode(record.value()), at);
    } catch (InvalidRecordException e) {
      return new ChainEvent.Unreadable(
          record.topic(), record.partition(), record.offset(), e.getMessage());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
