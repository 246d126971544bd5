package dev.relievo.stream;

import dev.relievo.record.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The frames' topic of a broker, with one partition. */
public final class FrameTopic {

  private static final TopicPartition FRAMES = new TopicPartition(Topics.FRAMES.name(), 0);

  private FrameTopic() {}

  /** Makes the topics. */
  public static void create(EmbeddedBroker broker) {
    KafkaSettings settings = KafkaSettings.of(TestConfig.with(Map.of())).on(broker);
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.create(Topics.all(), 1, (short) 1);
    }
  }

  /** All frames of a camera until now, oldest first. */
  public static List<Frame> read(EmbeddedBroker broker, String camera) {
    List<Frame> frames = new ArrayList<>();
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(FRAMES));
      consumer.seekToBeginning(List.of(FRAMES));
      long end = consumer.endOffsets(List.of(FRAMES)).get(FRAMES);
      while (consumer.position(FRAMES) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (camera.equals(new String(record.key(), StandardCharsets.UTF_8))) {
            frames.add(frame(record.value()));
          }
        }
      }
    }
    return frames;
  }

  private static Frame frame(byte[] value) {
    try {
      return Topics.FRAMES.codec().decode(value);
    } catch (InvalidRecordException e) {
      throw new AssertionError(e);
    }
  }
}
