package dev.relievo.stage.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.face.FaceParameters;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.TrackedCamera;
import dev.relievo.stage.StageMemory;
import dev.relievo.stage.TrackOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaceTracksTest {

  private static final FaceParameters ANNA = MovingFace.person(1);
  private static final FaceParameters BERT = MovingFace.person(2);

  private final FaceTracks tracks = new FaceTracks(TrackOptions.DEFAULT);
  private Optional<TrackedCamera> state = Optional.empty();

  @Test
  void shouldNameATrackAfterItsFirstFaceAndKeepIt() {
    for (int i = 0; i < 30; i++) {
      assertThat(follow(i, at(ANNA, 300 + 12 * i))).containsExactly("door/0#0");
    }
  }

  @Test
  void shouldKeepFacesApartThatCrossEachOther() {
    assertThat(follow(0, at(ANNA, 300), at(BERT, 900))).containsExactly("door/0#0", "door/0#1");
    for (int i = 1; i <= 60; i++) {
      double anna = 300 + 10 * i, bert = 900 - 10 * i;
      if (Math.abs(anna - bert) < 100) {
        // One hides the other.
        assertThat(follow(i, at(ANNA, anna))).as("frame %d", i).containsExactly("door/0#0");
      } else {
        List<String> expected =
            anna < bert ? List.of("door/0#0", "door/0#1") : List.of("door/0#1", "door/0#0");
        assertThat(follow(i, at(ANNA, anna), at(BERT, bert)))
            .as("frame %d", i)
            .containsExactlyElementsOf(expected);
      }
    }
  }

  @Test
  void shouldBridgeAShortLossAndEndATrackAfterALongOne() {
    follow(0, at(ANNA, 500));
    follow(1, at(ANNA, 505));
    for (int i = 2; i < 20; i++) {
      assertThat(follow(i)).isEmpty();
    }
    assertThat(follow(20, at(ANNA, 540))).containsExactly("door/0#0");
    assertThat(follow(46, at(ANNA, 540))).as("1.04 s later").containsExactly("door/46#0");
  }

  @Test
  void shouldBeginATrackForWhoeverComesIn() {
    follow(0, at(ANNA, 300));

    assertThat(follow(1, at(ANNA, 305), at(BERT, 800))).containsExactly("door/0#0", "door/1#1");
    assertThat(follow(2, at(BERT, 800))).containsExactly("door/1#1");
    assertThat(follow(3, at(ANNA, 310), at(BERT, 800))).containsExactly("door/0#0", "door/1#1");
  }

  @Test
  void shouldNotTakeAnothersFaceInTheSamePlaceForOne() {
    follow(0, at(ANNA, 500));

    assertThat(follow(1, at(BERT, 500))).containsExactly("door/1#0");
  }

  @Test
  void shouldGetOverFramesWhoseLandmarksAreWrong() {
    for (int i = 0; i < 5; i++) {
      follow(i, at(ANNA, 500));
    }
    assertThat(follow(5, at(BERT, 500))).as("as wrong as another's").containsExactly("door/0#0");
    assertThat(follow(6, at(ANNA, 500))).containsExactly("door/0#0");
  }

  @Test
  void shouldBelieveInSomebodyElseAfterAWhile() {
    for (int i = 0; i < 5; i++) {
      follow(i, at(ANNA, 500));
    }
    for (int i = 5; i < 13; i++) {
      follow(i, at(BERT, 500));
    }
    assertThat(follow(13, at(BERT, 500))).containsExactly("door/13#0");
    assertThat(follow(14, at(BERT, 500))).containsExactly("door/13#0");
  }

  @Test
  void shouldFollowAHeadThatTurns() {
    for (int i = 0; i < 25; i++) {
      assertThat(follow(i, MovingFace.placed(ANNA, 500, 360, Math.toRadians(4 * i - 50))))
          .containsExactly("door/0#0");
    }
  }

  @Test
  void shouldAnswerALateFrameWithoutForgettingTheNewest() {
    follow(0, at(ANNA, 300));
    follow(5, at(ANNA, 350));
    TrackedCamera before = state.orElseThrow();

    assertThat(follow(3, at(ANNA, 330), at(BERT, 900))).containsExactly("door/0#0", "door/3#1");
    assertThat(state).contains(before);
  }

  @Test
  void shouldBeginAnewWhereTheClockWasSetBack() {
    follow(1_000, at(ANNA, 300));

    assertThat(follow(0, at(ANNA, 300))).containsExactly("door/0#0");
    assertThat(follow(1, at(ANNA, 300))).containsExactly("door/0#0");
  }

  @Test
  void shouldGiveAFrameThatIsDoneAgainTheIdsThatItHad() {
    List<Frame> frames = new ArrayList<>();
    List<List<FaceCrop>> faces = new ArrayList<>();
    List<List<String>> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Frame frame = MovingFace.frame("door", i);
      frames.add(frame);
      faces.add(MovingFace.crops(frame, at(ANNA, 300 + 5 * i), at(BERT, 800)));
      ids.add(follow(frame, faces.get(i)));
    }
    for (int i = 0; i < frames.size(); i++) {
      assertThat(ids(tracks.again(state.orElseThrow(), frames.get(i), faces.get(i))))
          .isEqualTo(ids.get(i));
    }
  }

  @Test
  void shouldStayBoundedWhateverComes() {
    FaceTracks patient =
        new FaceTracks(new TrackOptions(true, Duration.ofMinutes(1), 300, 0.5, 24));
    for (int i = 0; i < 2 * FaceTracks.MOST_TRACKS; i++) {
      Frame frame = MovingFace.frame("door", i);
      // Nobody is where anybody was.
      FaceParameters somebody = at(MovingFace.person(i % 7), 100 + 997 * i % 1_100);
      StageMemory.Step<FaceCrop, TrackedCamera> step =
          patient.after(state, frame, MovingFace.crops(frame, somebody));
      state = step.state();
    }
    assertThat(state.orElseThrow().getTracks()).hasSizeLessThanOrEqualTo(FaceTracks.MOST_TRACKS);
  }

  @Test
  void shouldRememberNothingOfACameraThatShowsNobody() {
    assertThat(follow(0)).isEmpty();
    assertThat(state).isEmpty();
  }

  private static FaceParameters at(FaceParameters person, double x) {
    return MovingFace.placed(person, x, 360, 0);
  }

  private List<String> follow(int number, FaceParameters... faces) {
    Frame frame = MovingFace.frame("door", number);
    return follow(frame, MovingFace.crops(frame, faces));
  }

  private List<String> follow(Frame frame, List<FaceCrop> faces) {
    StageMemory.Step<FaceCrop, TrackedCamera> step = tracks.after(state, frame, faces);
    state = step.state().or(() -> state);
    return ids(step.outputs());
  }

  private static List<String> ids(List<FaceCrop> faces) {
    return faces.stream().map(face -> face.getFace().getTrackId()).toList();
  }
}
