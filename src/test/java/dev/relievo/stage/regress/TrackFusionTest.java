package dev.relievo.stage.regress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.record.FusedTrack;
import dev.relievo.stage.StageMemory;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.stage.TrackOptions;
import dev.relievo.stage.detect.MovingFace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrackFusionTest {

  private static final MorphableModel MODEL = SyntheticFace.MODEL;
  private static final FaceParameters ANNA = MovingFace.person(1);
  private static final FaceParameters BERT = MovingFace.person(2);
  private static final double NOISE = 0.3;

  private final TrackFusion fusion = new TrackFusion(MODEL, TrackOptions.DEFAULT);
  private Optional<FusedTrack> state = Optional.empty();

  @Test
  void shouldLeaveTheFirstFaceOfATrackAsItsFrameHasIt() {
    CoarseFace face = face(0, ANNA);

    assertThat(follow(0, face)).isEqualTo(face);
    assertThat(face.getRaw()).isNull();
    assertThat(face.getFusedFrames()).isEqualTo(1);
  }

  @Test
  void shouldComeNearerToTheTruthThanSingleFramesAndStopChanging() {
    FaceParameters before = ANNA, fused = ANNA;
    double single = 0, last = 0;
    for (int i = 0; i < 60; i++) {
      CoarseFace face = face(i, noisy(ANNA, i));
      CoarseFace out = follow(i, face);
      before = fused;
      fused = FaceRecords.fromRecord(MODEL, out.getCoefficients());
      single += apart(ANNA.identity(), parameters(face).identity()) / 60;
      last = apart(before.identity(), fused.identity());
      if (i > 0) {
        assertThat(out.getRaw()).isEqualTo(face.getCoefficients());
        assertThat(out.getFusedFrames()).isEqualTo(i + 1);
      }
    }
    assertThat(apart(ANNA.identity(), fused.identity())).isLessThan(single / 4);
    assertThat(last).as("the last step").isLessThan(single / 20);
    assertThat(apart(ANNA.albedo(), fused.albedo())).isLessThan(single / 4);
  }

  @Test
  void shouldWeighFacesByConfidence() {
    FaceParameters good = ANNA, bad = shifted(ANNA, 0.3f);
    follow(0, face(0, good, 0.01f));
    CoarseFace out = follow(1, face(1, bad, 0.3f));

    float mean = FaceRecords.fromRecord(MODEL, out.getCoefficients()).identity()[0];
    assertThat(mean - good.identity()[0]).isBetween(0.0001f, 0.01f);
  }

  @Test
  void shouldForgetInItsBoundedMemory() {
    FusedMean mean = FusedMean.of(ANNA, 1);
    FaceParameters other = shifted(ANNA, 1);
    for (int i = 0; i < 40; i++) {
      mean = mean.with(other, 1, 10);
    }
    assertThat(mean.weight()).isEqualTo(10);
    assertThat(mean.identity()[0]).isCloseTo(other.identity()[0], within(0.06f));
  }

  @Test
  void shouldMeanWhatWeightsSay() {
    FusedMean mean = FusedMean.of(ANNA, 3).with(shifted(ANNA, 1), 1, 100);

    assertThat(mean.weight()).isEqualTo(4);
    assertThat(mean.identity()[0]).isCloseTo(ANNA.identity()[0] + 0.25f, within(1e-5f));
  }

  @Test
  void shouldKeepAFaceOfAnotherShapeWhereItWasInThePicture() {
    Camera camera = FaceRecords.camera(crop(0).getFace());
    FaceParameters seen = MovingFace.placed(ANNA, 640, 360, 0.3);
    FaceParameters other = FusedMean.of(BERT, 1).in(seen);

    FaceParameters fitted = new SameLook(MODEL).fit(seen, other, camera);

    float[] there = FaceFit.project(MODEL, seen, camera);
    assertThat(pixels(there, FaceFit.project(MODEL, fitted, camera)))
        .isLessThan(0.9 * pixels(there, FaceFit.project(MODEL, other, camera)));
    assertThat(new SameLook(MODEL).fit(seen, seen, camera).pose().z())
        .as("of its own shape")
        .isCloseTo(seen.pose().z(), within(0.3));
  }

  @Test
  void shouldKeepTheSkinAsBrightAsItWas() {
    float[] albedo = ANNA.albedo().clone();
    albedo[0] = -1;
    FaceParameters darker = new FusedMean(1, ANNA.identity(), ANNA.corrective(), albedo).in(ANNA);
    Camera camera = FaceRecords.camera(crop(0).getFace());

    FaceParameters fitted = new SameLook(MODEL).fit(ANNA, darker, camera);

    double before = brightness(ANNA), after = brightness(fitted);
    assertThat(brightness(darker)).isNotCloseTo(before, within(0.02 * before));
    assertThat(after).isCloseTo(before, within(0.02 * before));
  }

  /** Mean of the skin's albedo times the light from everywhere. */
  private static double brightness(FaceParameters face) {
    float[] albedo = MODEL.albedo(face.albedo());
    int features = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
    double sum = 0;
    for (int i = 0; i < 3 * MODEL.controlCount(); i++) {
      byte region = MODEL.regions()[i / 3];
      if (Region.SKIN.in(region) && (region & features) == 0) {
        sum += albedo[i] * face.illumination().coefficients()[9 * (i % 3)];
      }
    }
    return sum;
  }

  @Test
  void shouldNotMixTwoPeople() {
    follow(0, face(0, ANNA));
    follow(1, face(1, ANNA));
    CoarseFace first = face(2, BERT), second = face(3, BERT), third = face(4, BERT);

    assertThat(follow(2, first)).isEqualTo(first);
    assertThat(follow(3, second)).as("a track of his own").isEqualTo(second);
    assertThat(state.orElseThrow().getFrames()).isEqualTo(1);
    assertThat(follow(4, third).getFusedFrames()).isEqualTo(2);
  }

  @Test
  void shouldGetOverOneBadFrame() {
    for (int i = 0; i < 5; i++) {
      follow(i, face(i, ANNA));
    }
    follow(5, face(5, BERT));

    CoarseFace out = follow(6, face(6, ANNA));

    assertThat(out.getFusedFrames()).isEqualTo(6);
    assertThat(apart(ANNA.identity(), parameters(out).identity())).isLessThan(1e-4);
  }

  @Test
  void shouldBeginAnewAfterAGap() {
    follow(0, face(0, ANNA));
    follow(1, face(1, ANNA));
    CoarseFace late = face(30, noisy(ANNA, 1));

    assertThat(follow(30, late)).isEqualTo(late);
    assertThat(fusion.isOver(state.orElseThrow(), crop(31))).isFalse();
    assertThat(fusion.isOver(state.orElseThrow(), crop(60))).isTrue();
  }

  @Test
  void shouldGiveALateFaceTheMeanAndChangeNothing() {
    for (int i = 0; i < 8; i++) {
      follow(i, face(i, noisy(ANNA, i)));
    }
    FusedTrack before = state.orElseThrow();

    CoarseFace out = follow(5, face(5, noisy(ANNA, 5)));

    assertThat(state).contains(before);
    assertThat(out.getCoefficients().getIdentity()).isEqualTo(before.getIdentity());
    assertThat(out.getFusedFrames()).isEqualTo(8);
  }

  @Test
  void shouldBeginAnewWithAnotherFaceModel() {
    follow(0, face(0, ANNA));
    state = state.map(s -> FusedTrack.newBuilder(s).setModelId("another@1").build());
    CoarseFace face = face(1, ANNA);

    assertThat(follow(1, face)).isEqualTo(face);
  }

  @Test
  void shouldCalmAHeadAtRest() {
    List<Double> raw = new ArrayList<>(), calm = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double tremor = Math.toRadians(0.3) * new Random(i).nextGaussian();
      FaceParameters seen = MovingFace.placed(ANNA, 640, 360, tremor);
      raw.add(seen.pose().rotation()[2]);
      calm.add(parameters(follow(i, face(i, seen))).pose().rotation()[2]);
    }
    assertThat(steps(calm)).isLessThan(steps(raw) / 4);
  }

  private static double steps(List<Double> values) {
    double sum = 0;
    for (int i = 1; i < values.size(); i++) {
      sum += Math.pow(values.get(i) - values.get(i - 1), 2);
    }
    return Math.sqrt(sum);
  }

  private CoarseFace follow(int number, CoarseFace face) {
    StageMemory.Step<CoarseFace, FusedTrack> step =
        fusion.after(state, crop(number), List.of(face));
    state = step.state().or(() -> state);
    assertThat(step.outputs()).hasSize(1);
    return step.outputs().get(0);
  }

  private static FaceCrop crop(int number) {
    Frame frame = MovingFace.frame("door", number);
    FaceCrop crop = MovingFace.crops(frame, MovingFace.placed(ANNA, 640, 360, 0)).get(0);
    FaceRef ref = FaceRef.newBuilder(crop.getFace()).setTrackId("door/0#0").build();
    return new FaceCrop(ref, crop.getLandmarks(), crop.getCrop());
  }

  private static CoarseFace face(int number, FaceParameters face) {
    return face(number, face, 0.02f);
  }

  private static CoarseFace face(int number, FaceParameters face, float landmarkError) {
    FaceCrop crop = crop(number);
    return CoarseFace.newBuilder()
        .setFace(crop.getFace())
        .setLandmarks(crop.getLandmarks())
        .setCoefficients(FaceRecords.toRecord(MODEL.id(), face))
        .setLandmarkError(landmarkError)
        .setPhotometricError(0.05f)
        .setCrop(crop.getCrop())
        .build();
  }

  private static FaceParameters parameters(CoarseFace face) {
    return FaceRecords.fromRecord(MODEL, face.getCoefficients());
  }

  private static FaceParameters noisy(FaceParameters face, int seed) {
    Random random = new Random(seed);
    return new FaceParameters(
        off(face.identity(), random),
        off(face.corrective(), random),
        face.expression(),
        off(face.albedo(), random),
        face.pose(),
        Illumination.ambient());
  }

  private static float[] off(float[] values, Random random) {
    float[] out = values.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += (float) (NOISE * random.nextGaussian());
    }
    return out;
  }

  private static FaceParameters shifted(FaceParameters face, float by) {
    float[] identity = face.identity().clone();
    identity[0] += by;
    return new FaceParameters(
        identity,
        face.corrective(),
        face.expression(),
        face.albedo(),
        face.pose(),
        face.illumination());
  }

  private static double apart(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum / a.length);
  }

  private static double pixels(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i += 3) {
      sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
    }
    return sum / (a.length / 3);
  }
}
