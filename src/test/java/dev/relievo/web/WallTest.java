package dev.relievo.web;

import static dev.relievo.web.WebRecords.answer;
import static dev.relievo.web.WebRecords.face;
import static dev.relievo.web.WebRecords.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.record.FrameStatus;
import org.junit.jupiter.api.Test;

class WallTest {

  private final Wall wall = new Wall(3);

  @Test
  void shouldShowAFrameWhenAllItsFacesAreThrough() {
    assertThat(wall.answered(answer("door", 1, FrameStatus.FACES, 2))).isEmpty();
    assertThat(wall.meshed(face("door", 1, 1, 2))).isEmpty();
    Wall.View view = wall.failed(ref("door", 1, 0, 2), "too dark").orElseThrow();

    assertThat(view.faces()).extracting(f -> f.ref().getFaceIndex()).containsExactly(1);
    assertThat(view.failed()).containsEntry(0, "too dark");
  }

  @Test
  void shouldShowAFrameWithoutFacesAtOnce() {
    assertThat(wall.answered(answer("door", 1, FrameStatus.NO_FACE, 0))).isPresent();
    assertThat(wall.answered(answer("door", 2, FrameStatus.REJECTED, 0))).isPresent();
  }

  @Test
  void shouldNeverGoBackToAnOlderFrame() {
    wall.answered(answer("door", 1, FrameStatus.FACES, 1));
    wall.answered(answer("door", 2, FrameStatus.NO_FACE, 0));

    assertThat(wall.meshed(face("door", 1, 0, 1))).isEmpty();
    assertThat(wall.answered(answer("door", 1, FrameStatus.FACES, 1))).isEmpty();
    assertThat(wall.views()).extracting(v -> v.result().getSequence()).containsExactly(2L);
  }

  @Test
  void shouldTakeAFaceBeforeTheAnswerOfItsFrameAndARepeatedOneOnce() {
    assertThat(wall.meshed(face("door", 1, 0, 2))).isEmpty();
    assertThat(wall.meshed(face("door", 1, 0, 2))).isEmpty();
    assertThat(wall.meshed(face("door", 1, 1, 2)).orElseThrow().faces()).hasSize(2);
  }

  @Test
  void shouldForgetTheCameraHeardOfLeastLately() {
    for (String camera : new String[] {"a", "b", "c", "a", "d"}) {
      long sequence = wall.views().size() + 10L;
      wall.answered(answer(camera, sequence, FrameStatus.NO_FACE, 0));
    }

    assertThat(wall.views())
        .extracting(v -> v.result().getCameraId())
        .containsExactlyInAnyOrder("c", "a", "d");
  }
}
