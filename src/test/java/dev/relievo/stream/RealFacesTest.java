package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.export.DisplacementImages;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceRecords;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Stages;
import dev.relievo.stage.displace.DisplaceStage;
import dev.relievo.stage.regress.RegressOptions;
import dev.relievo.stage.regress.RegressStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The main job on real input: photographs through a real broker and the real stages. Three cameras,
 * with a frame without a face, one with several and a corrupt one among them.
 */
class RealFacesTest {

  private static final List<String> CAMERAS = List.of("door", "gate", "hall");

  /** What each camera sees, in order. */
  private enum View {
    ONE,
    NOBODY,
    TWO,
    CORRUPT,
    SMALL
  }

  private final Map<String, List<FrameResult>> frameResults = new HashMap<>();
  private final Map<String, FaceResult> faceResults = new LinkedHashMap<>();
  private final Map<String, FaceMesh> meshes = new LinkedHashMap<>();
  private final List<String> meshOrder = new ArrayList<>();
  private String relief;

  @ParameterizedTest
  @EnumSource(RegressOptions.Method.class)
  void shouldTurnFramesOfThreeCamerasIntoMeshesEachAnsweredOnceAndInOrder(
      RegressOptions.Method method) throws Exception {
    Map<View, byte[]> pictures = pictures();
    Stages stages = new Stages(Path.of("models"), new RegressOptions(method, false, true, "cpu"));
    RelievoConfig config = TestConfig.with(Map.of());
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings settings = KafkaSettings.of(config).at(broker.bootstrapServers());
      try (TopicAdmin admin = new TopicAdmin(settings)) {
        admin.create(Topics.all(), 3, (short) 1);
      }
      try (StageRunner runner = new StageRunner(config, settings, new SimpleMeterRegistry());
          ChainReader reader = new ChainReader(settings, ChainReader.From.NOW);
          FramePublisher publisher = new FramePublisher(settings)) {
        runner.start(Chain.detect(), stages.detect());
        runner.start(Chain.regress(), stages.regress());
        runner.start(Chain.unwrap(), stages.unwrap());
        DisplaceStage displace = stages.displace();
        relief = displace.method();
        runner.start(Chain.displace(), displace);
        runner.start(Chain.mesh(), stages.mesh());
        runner.awaitReady(Duration.ofMinutes(2));
        for (View view : View.values()) {
          for (String camera : CAMERAS) {
            publisher.publish(frame(camera, view.ordinal(), pictures.get(view)));
          }
        }
        readAll(reader);
      }
    }
    for (String camera : CAMERAS) {
      List<FrameResult> answers = frameResults.get(camera);
      assertThat(answers).extracting(FrameResult::getSequence).containsExactly(0L, 1L, 2L, 3L, 4L);
      assertThat(answers)
          .extracting(FrameResult::getStatus)
          .containsExactly(
              FrameStatus.FACES,
              FrameStatus.NO_FACE,
              FrameStatus.FACES,
              FrameStatus.REJECTED,
              FrameStatus.FACES);
      assertThat(answers).extracting(FrameResult::getFaceCount).containsExactly(1, 0, 2, 0, 1);
      assertThat(answers.get(3).getReason()).isEqualTo(RejectReason.CORRUPT);
      assertThat(meshOrder.stream().filter(id -> id.startsWith(camera + "/")))
          .containsExactly(camera + "/0#0", camera + "/2#0", camera + "/2#1", camera + "/4#0");
    }
    assertThat(faceResults.keySet()).isEqualTo(new HashSet<>(meshOrder));
    assertThat(faceResults.values())
        .allSatisfy(face -> assertThat(face.getStatus()).isEqualTo(FaceStatus.MESHED));
    meshes.values().forEach(mesh -> checkMesh(mesh, stages));
    boolean fitted = method == RegressOptions.Method.FIT || !stages.hasNetwork();
    assertThat(meshes.values())
        .allSatisfy(
            mesh ->
                assertThat(mesh.getFace().getModels().contains(RegressStage.FIT))
                    .isEqualTo(fitted));
    shouldGiveTheSameFaceToTheSamePicture();
  }

  private void shouldGiveTheSameFaceToTheSamePicture() {
    assertThat(meshes.get("door/0#0").getCoefficients())
        .isEqualTo(meshes.get("gate/0#0").getCoefficients());
  }

  private void checkMesh(FaceMesh mesh, Stages stages) {
    assertThat(mesh.getMesh().remaining()).isBetween(200_000, 1_000_000);
    assertThat(FaceRecords.fromRecord(stages.model(), mesh.getCoefficients()).pose().z())
        .isBetween(200.0, 5_000.0);
    assertThat(mesh.getFace().getModels()).endsWith(relief);
    float largest = 0;
    for (float mm : reliefOf(mesh).millimetres()) {
      largest = Math.max(largest, Math.abs(mm));
    }
    assertThat(largest).isLessThanOrEqualTo(DisplacementImages.LIMIT);
    if (relief.equals(DisplaceStage.FLAT)) {
      assertThat(mesh.getDisplacement()).isNull();
    }
  }

  /** Flat where the record has none. */
  private static DisplacementMap reliefOf(FaceMesh mesh) {
    try {
      return mesh.getDisplacement() == null
          ? DisplacementMap.flat(1)
          : DisplacementImages.decode(mesh.getDisplacement(), mesh.getDisplacementScale());
    } catch (ImageRejectedException e) {
      throw new AssertionError(e);
    }
  }

  private static Frame frame(String camera, long sequence, byte[] image) {
    return Frame.newBuilder()
        .setCameraId(camera)
        .setSequence(sequence)
        .setCapturedAt(Instant.ofEpochMilli(1_700_000_000_000L + sequence))
        .setImage(ByteBuffer.wrap(image))
        .build();
  }

  /** Reads until every frame and every announced face is answered and every mesh is there. */
  private void readAll(ChainReader reader) {
    Instant end = Instant.now().plus(Duration.ofMinutes(3));
    while (!isComplete() && Instant.now().isBefore(end)) {
      for (ChainEvent event : reader.poll(Duration.ofMillis(200))) {
        if (event instanceof ChainEvent.FrameAnswered answer) {
          frameResults
              .computeIfAbsent(answer.result().getCameraId(), c -> new ArrayList<>())
              .add(answer.result());
        } else if (event instanceof ChainEvent.FaceAnswered answer) {
          String id = answer.result().getFace().getFaceId();
          assertThat(faceResults.put(id, answer.result())).as("answers of %s", id).isNull();
        } else if (event instanceof ChainEvent.Meshed meshed) {
          meshes.put(meshed.mesh().getFace().getFaceId(), meshed.mesh());
          meshOrder.add(meshed.mesh().getFace().getFaceId());
        }
      }
    }
  }

  private boolean isComplete() {
    int frames = frameResults.values().stream().mapToInt(List::size).sum();
    Set<String> announced = new HashSet<>();
    frameResults
        .values()
        .forEach(
            answers ->
                answers.forEach(
                    a -> {
                      for (int i = 0; i < a.getFaceCount(); i++) {
                        announced.add(a.getCameraId() + "/" + a.getSequence() + "#" + i);
                      }
                    }));
    return frames == CAMERAS.size() * View.values().length
        && faceResults.keySet().containsAll(announced)
        && meshes.keySet().containsAll(announced);
  }

  private static Map<View, byte[]> pictures() throws Exception {
    byte[] hopper = resource("/photos/grace_hopper.jpg");
    RgbImage one = ImageDecoder.decode(ByteBuffer.wrap(hopper));
    RgbImage other = ImageDecoder.decode(ByteBuffer.wrap(resource("/photos/astronaut.png")));
    return Map.of(
        View.ONE, hopper,
        View.NOBODY, ImageEncoder.jpeg(wall(), 90),
        View.TWO, ImageEncoder.jpeg(sideBySide(one, other), 92),
        View.CORRUPT, Arrays.copyOf(hopper, hopper.length / 2),
        View.SMALL, resource("/photos/astronaut.png"));
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream in = RealFacesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static RgbImage wall() {
    RgbImage image = new RgbImage(640, 480);
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] = (byte) (120 + 40 * Math.sin(i / 3 % 640 / 17.0) + i / 3 / 640 / 8);
    }
    return image;
  }

  private static RgbImage sideBySide(RgbImage a, RgbImage b) {
    int height = Math.max(a.height(), b.height());
    RgbImage out = new RgbImage(a.width() + b.width(), height);
    copy(a, out, 0);
    copy(b, out, a.width());
    return out;
  }

  private static void copy(RgbImage in, RgbImage out, int x) {
    for (int y = 0; y < in.height(); y++) {
      System.arraycopy(
          in.data(), 3 * y * in.width(), out.data(), 3 * (y * out.width() + x), 3 * in.width());
    }
  }
}
