package dev.relievo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.MorphableModels;
import dev.relievo.record.Box;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaceTrackTest {

  private final MorphableModel model = MorphableModels.tiny();
  private final FaceTrack track = new FaceTrack(model, "door 7");
  private final List<FaceMesh> frames = Tracks.talking(model, 7);

  @Test
  void shouldKeepOneFrameAMomentInOrderOfTimeHoweverTheyCome() {
    for (int i : new int[] {3, 0, 6, 3, 1, 0}) {
      track.add(frames.get(i));
    }

    assertThat(track.size()).isEqualTo(4);
    assertThat(track.keys())
        .extracting(key -> key.capturedAt().toEpochMilli() % 1000 / 100)
        .containsExactly(0L, 1L, 3L, 6L);
  }

  @Test
  void shouldTakeTheTextureOfTheFrameThatShowsTheFaceBest() {
    frames.forEach(track::add);
    // The only one that is frontal and at rest is the first.
    assertThat(track.best().getFace().getSequence()).isZero();

    FaceMesh near = frames.get(1);
    FaceRef ref = FaceRef.newBuilder(near.getFace()).setBox(new Box(0f, 0f, 560f, 720f)).build();
    track.add(FaceMesh.newBuilder(near).setFace(ref).build());

    assertThat(track.best().getFace().getSequence()).isEqualTo(1);
  }

  @Test
  void shouldNotFollowAFrameWhoseShapeIsFarOff() {
    frames.forEach(track::add);
    FaceParameters face = Tracks.face(model, 6);
    face.identity()[0] = 9;
    track.add(
        FaceMesh.newBuilder(frames.get(6))
            .setCoefficients(FaceRecords.toRecord(model.id(), face))
            .build());

    TrackAnimator.Animation animation = new TrackAnimator(model, Compression.NONE).animate(track);

    assertThat(animation.frames()).isEqualTo(7);
    assertThat(animation.duration().toMillis()).isEqualTo(600);
    assertThat(animation.shapeDifference()).isZero();
    // Eight deviations of a twentieth of the widths each.
    assertThat(animation.largestDifference()).isCloseTo(8 * rootMeanSquare() / 20, within(.1));
  }

  private double rootMeanSquare() {
    float[] mean = model.shape(new float[0], new float[0], new float[0]);
    double sum = 0;
    for (int i = 0; i < mean.length; i += 3) {
      sum += mean[i] * (double) mean[i];
    }
    return Math.sqrt(3 * sum / mean.length);
  }

  @Test
  void shouldRefuseFacesThatAreNoneAndTracksWithoutFrames() {
    FaceParameters face = Tracks.face(model, 0);
    face.expression()[0] = Float.NaN;
    FaceMesh bad =
        FaceMesh.newBuilder(frames.get(0))
            .setCoefficients(FaceRecords.toRecord(model.id(), face))
            .build();

    assertThatThrownBy(() -> track.add(bad)).hasMessageContaining("finite");
    assertThat(track.size()).isZero();
    assertThatThrownBy(() -> new TrackAnimator(model, Compression.NONE).animate(track))
        .hasMessageContaining("door 7");
  }
}
