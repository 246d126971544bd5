package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.stream.ChainEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final Instant CAPTURED = Instant.parse("2026-11-23T10:15:30Z");

  private final Answers answers = new Answers();

  @Test
  void shouldCloseAFrameWhenItAndAllItsFacesAreAnswered() {
    answers.sent(frame(1));
    answers.take(answered(1, 2));
    answers.take(meshed(1, 0, 40));
    assertThat(answers.open()).isEqualTo(1);
    answers.take(meshed(1, 1, 60));
    assertThat(answers.open()).isZero();
    assertThat(answers.faces()).isEqualTo(2);
    assertThat(answers.latencies()).containsExactly(40, 60);
  }

  @Test
  void shouldCountAMeshThatComesBeforeTheAnswerToItsFrame() {
    answers.sent(frame(1));
    answers.take(meshed(1, 0, 40));
    assertThat(answers.open()).isEqualTo(1);
    answers.take(answered(1, 1));
    assertThat(answers.open()).isZero();
  }

  @Test
  void shouldNotOpenAFrameAgainByARepeatedAnswer() {
    answers.sent(frame(1));
    answers.take(answered(1, 1));
    answers.take(meshed(1, 0, 40));
    answers.take(answered(1, 1));
    assertThat(answers.open()).isZero();
  }

  @Test
  void shouldRefuseAFrameWithoutAFace() {
    answers.sent(frame(1));
    FrameResult none =
        FrameResult.newBuilder(answered(1, 0).result()).setStatus(FrameStatus.NO_FACE).build();
    assertThatThrownBy(() -> answers.take(new ChainEvent.FrameAnswered(none, CAPTURED)))
        .hasMessageContaining("no face");
  }

  private static Frame frame(long sequence) {
    return Frame.newBuilder()
        .setCameraId("door")
        .setSequence(sequence)
        .setCapturedAt(CAPTURED)
        .setImage(ByteBuffer.allocate(0))
        .build();
  }

  private static ChainEvent.FrameAnswered answered(long sequence, int faces) {
    return new ChainEvent.FrameAnswered(
        FrameResult.newBuilder()
            .setCameraId("door")
            .setSequence(sequence)
            .setCapturedAt(CAPTURED)
            .setStatus(FrameStatus.FACES)
            .setFaceCount(faces)
            .build(),
        CAPTURED);
  }

  private static ChainEvent.Meshed meshed(long sequence, int index, int millis) {
    FaceCrop crop = SimulatedDevice.crop(frame(sequence));
    FaceMesh mesh = new FaceMesh();
    mesh.put("face", FaceRef.newBuilder(crop.getFace()).setFaceIndex(index).build());
    return new ChainEvent.Meshed(mesh, CAPTURED.plusMillis(millis));
  }
}
