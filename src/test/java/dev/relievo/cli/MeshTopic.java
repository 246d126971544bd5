package dev.relievo.cli;

import dev.relievo.face.MorphableModel;
import dev.relievo.record.FaceMesh;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.TestConfig;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker whose topic of meshes holds what a test puts there; no stage runs. */
final class MeshTopic implements AutoCloseable {

  private final EmbeddedBroker broker = EmbeddedBroker.start();

  MeshTopic() {
    KafkaSettings settings = KafkaSettings.of(TestConfig.with(Map.of())).at(bootstrapServers());
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.create(Topics.all(), 2, (short) 1);
    }
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The face model that comes with the project. */
  static MorphableModel model() {
    try {
      return MorphableModel.load(Path.of("models/face/relievo-face-v2.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void publish(List<FaceMesh> meshes) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "max.request.size",
            4 << 20,
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
      for (FaceMesh mesh : meshes) {
        byte[] key = mesh.getFace().getCameraId().getBytes(StandardCharsets.UTF_8);
        byte[] value = Topics.MESHES.codec().encode(mesh);
        producer.send(new ProducerRecord<>(Topics.MESHES.name(), key, value));
      }
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
