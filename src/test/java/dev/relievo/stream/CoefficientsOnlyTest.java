package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.export.AlbedoTexture;
import dev.relievo.export.Detail;
import dev.relievo.export.FaceFiles;
import dev.relievo.export.Glb;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.stage.Stages;
import dev.relievo.stage.regress.RegressOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real stages where no pixel of a face may go further than its detection. */
class CoefficientsOnlyTest {

  /** Starts of a JPEG with each segment that may come first; three bytes turn up by chance. */
  private static final List<byte[]> JPEGS =
      Stream.of(0xe0, 0xe1, 0xdb, 0xc4, 0xfe)
          .map(marker -> new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, marker.byteValue()})
          .toList();

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final byte[] WEBP = {'W', 'E', 'B', 'P', 'V', 'P', '8'};
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path folder;

  @Test
  void shouldMakeMeshesAndWriteNoPixelAfterDetection() throws Exception {
    RegressOptions options =
        new RegressOptions(RegressOptions.Method.NETWORK, false, true, "cpu", false);
    Stages stages = new Stages(Path.of("models"), options);
    RelievoConfig config = TestConfig.with(Map.of());
    Map<String, List<byte[]>> written;
    List<FaceMesh> meshes;
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).at(broker.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(settings)) {
        admin.create(Topics.all(), 1, (short) 1);
      }
      try (StageRunner runner = new StageRunner(config, settings, new SimpleMeterRegistry());
          ChainReader reader = new ChainReader(settings, ChainReader.From.NOW);
          FramePublisher publisher = new FramePublisher(settings)) {
        runner.start(Chain.detect(), stages.detect());
        runner.start(Chain.regress(), stages.regress());
        runner.start(Chain.unwrap(), stages.unwrap());
        runner.start(Chain.displace(), stages.displace());
        runner.start(Chain.mesh(), stages.mesh());
        publisher.publish(photograph()).join();
        meshes = meshes(reader);
      }
      written = everything(settings);
    }
    assertThat(meshes).hasSize(1);
    assertThat(containsJpeg(written.get("relievo.face-crops").get(0)))
        .as("what is looked for is found where it has to be")
        .isTrue();
    written.keySet().removeAll(List.of("relievo.frames", "relievo.face-crops"));
    assertThat(written)
        .containsKeys(
            "relievo.coarse-faces",
            "relievo.uv-maps",
            "relievo.detailed-faces",
            "relievo.meshes",
            "relievo.face-results");
    written.forEach(CoefficientsOnlyTest::assertFreeOfPictures);
    assertThatTheTextureIsTheModels(meshes.get(0), stages);
  }

  private static Frame photograph() throws Exception {
    byte[] image = Files.readAllBytes(Path.of("src/main/resources/photos/grace_hopper.jpg"));
    return Frame.newBuilder()
        .setCameraId("door")
        .setSequence(1)
        .setCapturedAt(Instant.ofEpochMilli(1_700_000_000_000L))
        .setImage(ByteBuffer.wrap(image))
        .build();
  }

  /** Until the one face of the photograph is answered and its mesh is there. */
  private static List<FaceMesh> meshes(ChainReader reader) {
    List<FaceMesh> meshes = new ArrayList<>();
    Instant end = Instant.now().plus(PATIENCE);
    boolean answered = false;
    while ((!answered || meshes.isEmpty()) && Instant.now().isBefore(end)) {
      for (ChainEvent event : reader.poll(Duration.ofMillis(200))) {
        if (event instanceof ChainEvent.Meshed meshed) {
          meshes.add(meshed.mesh());
        } else if (event instanceof ChainEvent.FaceAnswered face) {
          assertThat(face.result().getStatus()).isEqualTo(FaceStatus.MESHED);
          answered = true;
        }
      }
    }
    return meshes;
  }

  /** Values of all records that any topic holds. */
  private static Map<String, List<byte[]>> everything(KafkaSettings settings) {
    List<TopicPartition> partitions =
        Topics.all().stream().map(topic -> new TopicPartition(topic.name(), 0)).toList();
    Map<String, List<byte[]>> values = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          values.computeIfAbsent(record.topic(), t -> new ArrayList<>()).add(record.value());
        }
      }
    }
    return values;
  }

  /** A mesh may hold one picture, the model's: a PNG, as no photograph of the chain's is. */
  private static void assertFreeOfPictures(String topic, List<byte[]> values) {
    for (byte[] value : values) {
      assertThat(containsJpeg(value)).as("a JPEG in " + topic).isFalse();
      assertThat(contains(value, WEBP)).as("a WebP in " + topic).isFalse();
      assertThat(contains(value, PNG))
          .as("a PNG in " + topic)
          .isEqualTo(topic.equals("relievo.meshes"));
    }
  }

  private void assertThatTheTextureIsTheModels(FaceMesh mesh, Stages stages) throws Exception {
    FaceParameters face = FaceRecords.fromRecord(stages.model(), mesh.getCoefficients());
    byte[] painted = new AlbedoTexture(stages.model()).of(face.albedo()).toBytes();
    assertThat(Glb.readTexture(mesh.getMesh()).toBytes()).isEqualTo(painted);
    assertThat(mesh.getDisplacement()).isNull();
    byte[] glb = new byte[mesh.getMesh().remaining()];
    mesh.getMesh().duplicate().get(glb);
    int first = indexOf(glb, PNG, 0);
    assertThat(indexOf(glb, PNG, first + 1)).as("a second picture").isNegative();
    assertThat(new FaceFiles(stages.model(), Detail.DEFAULT).write(folder, "face", mesh))
        .as("files are written of it as of any mesh")
        .hasSizeGreaterThanOrEqualTo(6);
  }

  private static boolean containsJpeg(byte[] value) {
    return JPEGS.stream().anyMatch(start -> contains(value, start));
  }

  private static boolean contains(byte[] value, byte[] wanted) {
    return indexOf(value, wanted, 0) >= 0;
  }

  private static int indexOf(byte[] value, byte[] wanted, int from) {
    for (int i = from; i + wanted.length <= value.length; i++) {
      int k = 0;
      while (k < wanted.length && value[i + k] == wanted[k]) {
        k++;
      }
      if (k == wanted.length) {
        return i;
      }
    }
    return -1;
  }
}
