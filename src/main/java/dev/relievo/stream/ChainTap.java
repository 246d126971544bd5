package dev.relievo.stream;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.UnwrappedFace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * Watches every topic of the chain from its making on: when the broker received which record, and
 * how long it was. It reads all that travels, so it costs what a further stage would. Not
 * thread-safe.
 */
public final class ChainTap implements AutoCloseable {

  /**
   * A record that passed.
   *
   * @param topic where
   * @param id {@code camera/sequence} of a frame or its answer, the face's id of all others
   * @param at when the broker received it, to the millisecond
   * @param bytes of value, key and headers
   */
  public record Sighting(String topic, String id, Instant at, int bytes) {}

  private record Source<T extends SpecificRecord>(Topic<T> topic, Function<T, String> id) {

    Sighting sighting(ConsumerRecord<byte[], byte[]> record) throws InvalidRecordException {
      int bytes = record.serializedValueSize() + Math.max(0, record.serializedKeySize());
      bytes +=
          StreamSupport.stream(record.headers().spliterator(), false)
              .mapToInt(h -> h.key().length() + (h.value() == null ? 0 : h.value().length))
              .sum();
      return new Sighting(
          record.topic(),
          id.apply(topic.codec().decode(record.value())),
          Instant.ofEpochMilli(record.timestamp()),
          bytes);
    }
  }

  private static final Map<String, Source<?>> SOURCES =
      Stream.of(
              new Source<Frame>(Topics.FRAMES, f -> f.getCameraId() + "/" + f.getSequence()),
              new Source<FrameResult>(
                  Topics.FRAME_RESULTS, f -> f.getCameraId() + "/" + f.getSequence()),
              new Source<FaceCrop>(Topics.FACE_CROPS, f -> f.getFace().getFaceId()),
              new Source<CoarseFace>(Topics.COARSE_FACES, f -> f.getFace().getFaceId()),
              new Source<UnwrappedFace>(Topics.UV_MAPS, f -> f.getFace().getFaceId()),
              new Source<DetailedFace>(Topics.DETAILED_FACES, f -> f.getFace().getFaceId()),
              new Source<FaceMesh>(Topics.MESHES, f -> f.getFace().getFaceId()),
              new Source<FaceResult>(Topics.FACE_RESULTS, f -> f.getFace().getFaceId()))
          .collect(Collectors.toMap(source -> source.topic().name(), source -> source));

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String bootstrapServers;

  /**
   * Connects.
   *
   * @throws KafkaUnavailableException where the topics are not there or the cluster does not answer
   */
  public ChainTap(KafkaSettings settings) {
    bootstrapServers = settings.bootstrapServers();
    List<Topic<?>> topics = new ArrayList<>();
    SOURCES.values().forEach(source -> topics.add(source.topic()));
    consumer = OpenConsumer.of(settings, topics, ChainReader.From.NOW);
  }

  /**
   * What has passed since the last call; dead letters and unreadable records are left out.
   *
   * @param timeout longest wait where there is nothing
   * @throws KafkaUnavailableException where the cluster does not answer
   */
  public List<Sighting> poll(Duration timeout) {
    List<Sighting> seen = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
        try {
          seen.add(SOURCES.get(record.topic()).sighting(record));
        } catch (InvalidRecordException e) {
          // Its stage buries it.
        }
      }
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
    return seen;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
