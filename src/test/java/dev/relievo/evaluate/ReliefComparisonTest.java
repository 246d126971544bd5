package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.evaluate.DetailScore.Verdict;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.stage.SyntheticFace;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The measure of relief, on relief of which the answer is known. */
class ReliefComparisonTest {

  private static final int MAP = 256;
  private static final SkinCharts CHARTS = new SkinCharts(SyntheticFace.MODEL);
  private static final FaceParameters FACE =
      SyntheticFace.face(SyntheticFace.pose(0.3), SyntheticFace.sideLight());

  private static DisplacementMap relief;
  private static ReliefComparison comparison;

  @BeforeAll
  static void truth() {
    relief = new Wrinkles(CHARTS).draw(SyntheticFace.MODEL.shape(FACE), new Random(11));
    comparison = new ReliefComparison(CHARTS);
    comparison.truth(FACE, relief, SyntheticFace.CAMERA, SyntheticFace.SIZE, SyntheticFace.SIZE);
  }

  private static DisplacementMap times(DisplacementMap map, float factor) {
    float[] out = map.millimetres().clone();
    for (int i = 0; i < out.length; i++) {
      out[i] *= factor;
    }
    return new DisplacementMap(map.size(), out);
  }

  @Test
  void shouldFindNoErrorInTheTruthItself() {
    DetailScore score = comparison.compare(FACE, relief, 1);
    assertThat(score.coarseDegrees()).isBetween(0.3, 4.0);
    assertThat(score.ratio()).isCloseTo(0, within(1e-3));
    assertThat(score.correlation()).isCloseTo(1, within(1e-6));
    assertThat(score.valleys()).isGreaterThan(200);
    assertThat(score.inwards()).isEqualTo(score.valleys());
    assertThat(score.clearlyInwards()).isEqualTo(score.valleys());
    assertThat(score.clearlyOutwards()).isZero();
    assertThat(score.verdict()).isEqualTo(Verdict.BETTER);
  }

  @Test
  void shouldFindTwiceTheErrorWhereValleysAreRidges() {
    DetailScore score = comparison.compare(FACE, times(relief, -1), 1);
    assertThat(score.ratio()).isBetween(1.9, 2.1);
    assertThat(score.correlation()).isCloseTo(-1, within(1e-6));
    assertThat(score.inwards()).isZero();
    assertThat(score.clearlyInwards()).isZero();
    assertThat(score.clearlyOutwards()).isEqualTo(score.valleys());
    assertThat(score.verdict()).isEqualTo(Verdict.WORSE);
  }

  @Test
  void shouldCallAFlatFaceGatedAndAFaintOneWithAClosedGateToo() {
    DetailScore flat = comparison.compare(FACE, DisplacementMap.flat(MAP), 0);
    assertThat(flat.ratio()).isEqualTo(1);
    assertThat(flat.correlation()).isNaN();
    assertThat(flat.inwards()).isZero();
    assertThat(flat.clearlyOutwards()).as("no relief is not a ridge").isZero();
    DetailScore faint = comparison.compare(FACE, times(relief, 0.04f), 1);
    assertThat(faint.inwards()).as("a faint valley is one").isEqualTo(faint.valleys());
    assertThat(faint.clearlyInwards()).as("but not a clear one").isZero();
    assertThat(flat.reliefSquare()).isZero();
    assertThat(flat.verdict()).isEqualTo(Verdict.GATED);
    assertThat(comparison.compare(FACE, times(relief, 0.04f), 0.04f).verdict())
        .isEqualTo(Verdict.GATED);
    assertThat(comparison.compare(FACE, times(relief, -0.04f), 0.04f).verdict())
        .as("worse is worse, whatever the gate says")
        .isEqualTo(Verdict.WORSE);
  }

  @Test
  void shouldGainByReliefThatIsHalfAsDeepAndBlurredToTheNetworksTexels() {
    DisplacementMap half = times(resampled(relief), 0.5f);
    DetailScore score = comparison.compare(FACE, half, 1);
    assertThat(score.ratio()).isBetween(0.55, 0.85);
    assertThat(score.correlation()).isBetween(0.9, 0.999);
    assertThat((double) score.inwards() / score.valleys()).isGreaterThan(0.97);
    double square = 0;
    for (float mm : half.millimetres()) {
      square = Math.max(square, mm * mm);
    }
    assertThat(score.reliefSquare()).isGreaterThan(0).isLessThan(square);
  }

  /** Means of 4 x 4 texels, smoothed. */
  private static DisplacementMap resampled(DisplacementMap map) {
    float[] out = new float[MAP * MAP];
    int step = map.size() / MAP;
    for (int t = 0; t < map.millimetres().length; t++) {
      int to = t / map.size() / step * MAP + t % map.size() / step;
      out[to] += map.millimetres()[t] / (step * step);
    }
    return new DisplacementMap(MAP, Gaussian.smooth(out, null, MAP, MAP, 0.7));
  }

  @Test
  void shouldNotMindShapeThatTheCoarseFaceMissesButMindShiftedRelief() {
    float[] identity = FACE.identity().clone();
    identity[2] += 1;
    FaceParameters other =
        new FaceParameters(
            identity,
            FACE.corrective(),
            FACE.expression(),
            FACE.albedo(),
            FACE.pose(),
            FACE.illumination());
    DetailScore flat = comparison.compare(other, DisplacementMap.flat(MAP), 0);
    assertThat(flat.ratio()).as("a wrong coarse shape alone").isEqualTo(1);
    float[] shifted = new float[relief.millimetres().length];
    System.arraycopy(relief.millimetres(), 0, shifted, 12, shifted.length - 12);
    DetailScore moved = comparison.compare(FACE, new DisplacementMap(relief.size(), shifted), 1);
    assertThat(moved.ratio()).as("three millimetres off").isGreaterThan(1.05);
    assertThat(moved.correlation()).isLessThan(0.6);
  }

  @Test
  void shouldIgnoreReliefAsWideAsACheek() {
    float[] wide = new float[MAP * MAP];
    for (int t = 0; t < wide.length; t++) {
      double x = (t % MAP - 128) / 60.0, y = (t / MAP - 128) / 60.0;
      wide[t] = (float) Math.cos(x) * (float) Math.cos(y);
    }
    DetailScore score = comparison.compare(FACE, new DisplacementMap(MAP, wide), 1);
    assertThat(score.ratio()).isBetween(0.9, 1.15);
    assertThat(Math.sqrt(score.reliefSquare())).isGreaterThan(0.4);
  }
}
