package dev.relievo.train.detail;

import static dev.relievo.stage.SyntheticFace.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.unwrap.Unwrapper;
import dev.relievo.train.data.Scene;
import dev.relievo.train.data.Shot;
import dev.relievo.train.data.ShotDraw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ReliefStudioTest {

  private static final int SIZE = ReliefDraw.SIZE;
  private static final int CROP = 400;
  private static final int MAPS = 256;
  private static final SkinChart CHART = new SkinChart(MODEL);

  /** A lamp above the camera, no gloss, no shadow. */
  private static final StudioLight FROM_ABOVE =
      new StudioLight(
          new Illumination(new float[3 * Illumination.BANDS]),
          new float[] {0, -0.8f, -0.6f, 1, 1, 1},
          new float[] {0, 0, -1},
          0,
          1,
          new float[] {1, 0, 0, 1, 1});

  private static float[] someRelief(int seed) {
    float[] relief = new float[SIZE * SIZE];
    ReliefDraw draw = new ReliefDraw(CHART);
    RandomGenerator r = new SplittableRandom(seed);
    while (!draw.draw(r, relief, new float[SIZE * SIZE]) || rms(relief) < 0.01) {
      // The next one.
    }
    return relief;
  }

  private static double rms(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v * v;
    }
    return Math.sqrt(sum / values.length);
  }

  private static Shot frontal() {
    ShotDraw shots = new ShotDraw(MODEL, List.of(), 1000);
    RandomGenerator r = new SplittableRandom(8);
    Shot shot;
    do {
      shot = shots.draw(r, CROP, CROP);
    } while (Math.abs(shot.yaw()) > Math.toRadians(8));
    return shot;
  }

  /** Paints without pigments, under an open sky. */
  private static float[] paint(Shot shot, float[] relief, Scene scene) {
    return paint(shot, relief, open(), scene);
  }

  private static float[] open() {
    float[] out = new float[SIZE * SIZE];
    Arrays.fill(out, 1);
    return out;
  }

  private static float[] paint(Shot shot, float[] relief, float[] open, Scene scene) {
    DetailMap map = new DetailMap();
    map.set(relief, new float[AlbedoDetail.PIGMENTS * relief.length], open);
    float[] seen = new float[CROP * CROP];
    new ReliefPainter(MODEL).paint(shot, map, new float[9], FROM_ABOVE, scene, seen);
    return seen;
  }

  @Test
  void shouldKeepReliefOnSkinAndWithinBounds() {
    ReliefDraw draw = new ReliefDraw(CHART);
    RandomGenerator r = new SplittableRandom(1);
    float[] relief = new float[SIZE * SIZE];
    int drawn = 0, valleys = 0, deep = 0, faces = 60;
    for (int n = 0; n < faces; n++) {
      boolean any = draw.draw(r, relief, new float[SIZE * SIZE]);
      drawn += any ? 1 : 0;
      boolean found = false;
      for (int t = 0; t < relief.length; t++) {
        int x = t % SIZE / 2, y = t / SIZE / 2;
        byte region = MODEL.regionMap()[y * MorphableModel.REGION_MAP_SIZE + x];
        if (!Region.SKIN.in(region) && relief[t] != 0) {
          throw new AssertionError("relief off skin at " + x + ", " + y);
        }
        if (!(relief[t] >= -0.9f && relief[t] <= 0.45f)) {
          throw new AssertionError("relief of " + relief[t] + " mm");
        }
        found |= relief[t] < -0.05f;
        deep += relief[t] < -0.1f ? 1 : 0;
      }
      assertThat(any || rms(relief) == 0).isTrue();
      valleys += found ? 1 : 0;
    }
    assertThat(drawn).isBetween(faces / 2, faces - 6);
    assertThat(valleys).isGreaterThan(drawn * 3 / 4);
    assertThat((double) deep / faces / CHART.skin().length).isBetween(0.005, 0.2);
  }

  @Test
  void shouldCloseSomeValleysToClefts() {
    ReliefDraw draw = new ReliefDraw(CHART);
    RandomGenerator r = new SplittableRandom(6);
    float[] relief = new float[SIZE * SIZE], clefts = new float[SIZE * SIZE];
    int closed = 0, faces = 30;
    long dark = 0, deep = 0;
    for (int n = 0; n < faces; n++) {
      boolean any = draw.draw(r, relief, clefts);
      boolean found = false;
      for (int t = 0; t < relief.length; t++) {
        float cleft = clefts[t];
        assertThat(cleft).isBetween(0f, any ? 0.7f : 0f);
        if (cleft > 0.2f) {
          found = true;
          dark++;
          deep += relief[t] < -0.02f ? 1 : 0;
        }
      }
      closed += found ? 1 : 0;
    }
    assertThat(closed).isBetween(faces / 3, faces * 9 / 10);
    assertThat((double) deep / dark).isGreaterThan(0.9);
  }

  @Test
  void shouldSeeAsMuchOfTheSkyAsWallsLeave() {
    float slope = 0.6f;
    int at = SkinChart.texel(CHART.x(50), CHART.y(50)), y = at / SIZE;
    float[] valley = new float[SIZE * SIZE];
    for (int t = 0; t < valley.length; t++) {
      valley[t] = slope * CHART.height(at) * Math.abs(t / SIZE - y);
    }
    SkyShare sky = new SkyShare(CHART);
    float[] nothing = new float[SIZE * SIZE];
    assertThat(sky.of(nothing, nothing, 1)[at]).isEqualTo(1);
    // Walls stand across two of eight ways, askew to four and along two.
    double w = CHART.width(at), h = CHART.height(at);
    double askew = slope * slope * h * h / (w * w + h * h);
    double expected = (2 / (1 + slope * slope) + 4 / (1 + askew) + 2) / 8;
    assertThat(sky.of(valley, nothing, 1)[at]).isCloseTo((float) expected, within(0.005f));
    float[] cleft = nothing.clone();
    cleft[at] = 0.25f;
    assertThat(sky.of(valley, cleft, 1)[at]).isCloseTo((float) (0.75 * expected), within(0.005f));
    double half = 1 - 0.5 * (1 - 0.75 * expected);
    assertThat(sky.of(valley, cleft, 0.5f)[at]).isCloseTo((float) half, within(0.005f));
    assertThat(sky.of(valley, cleft, 0)[at]).isEqualTo(1);
    for (int t = 0; t < valley.length; t++) {
      valley[t] *= -1;
    }
    assertThat(sky.of(valley, nothing, 1)[at]).isEqualTo(1);
  }

  @Test
  void shouldDarkenSkinThatSeesLittleSkyAndRedTheLeast() {
    Shot shot = frontal();
    Scene bright = new Scene(CROP), dark = new Scene(CROP);
    float[] half = new float[SIZE * SIZE];
    Arrays.fill(half, 0.5f);
    paint(shot, half.clone(), bright);
    paint(shot, half.clone(), half, dark);
    int skin = 0, redder = 0;
    for (int p = 0; p < CROP * CROP; p++) {
      float red = bright.colours()[3 * p], blue = bright.colours()[3 * p + 2];
      if (blue > 0.02f && red > 1.2f * blue) {
        skin++;
        float leftOfRed = dark.colours()[3 * p] / red,
            leftOfBlue = dark.colours()[3 * p + 2] / blue;
        assertThat(leftOfBlue).isBetween(0.45f, 0.8f);
        redder += leftOfRed > leftOfBlue ? 1 : 0;
      }
    }
    assertThat(skin).isGreaterThan(5000);
    assertThat(redder).isGreaterThan(skin * 95 / 100);
  }

  @Test
  void shouldFadeReliefTowardsTheEdgeOfSkin() {
    float[] fade = CHART.fade();
    for (int t : CHART.skin()) {
      // The neighbour of what is not skin is less than a millimetre inside.
      if (fade[t - 1] == 0 || fade[t + 1] == 0 || fade[t - SIZE] == 0 || fade[t + SIZE] == 0) {
        assertThat(fade[t]).isLessThan(0.4f);
      }
    }
    int middle = SkinChart.texel(CHART.x(50), CHART.y(50));
    assertThat(fade[middle]).isEqualTo(1);
    assertThat(CHART.width(middle)).isBetween(0.4f, 0.8f);
  }

  @Test
  void shouldMakeTheSameFaceForTheSameSeedAndNumber() {
    ReliefStudio one = new ReliefStudio(MODEL, List.of(), Optional.empty(), 4, MAPS);
    UvFace first = one.make(2);
    one.make(3);
    ReliefStudio other = new ReliefStudio(MODEL, List.of(), Optional.empty(), 4, MAPS);
    other.make(9);
    UvFace again = other.make(2);
    assertThat(again.texture()).isEqualTo(first.texture());
    assertThat(again.visibility()).isEqualTo(first.visibility());
    assertThat(again.relief()).isEqualTo(first.relief());
    assertThat(again.face()).isEqualTo(first.face());
    assertThat(again.density()).isEqualTo(first.density()).isBetween(0.4f, 3.5f);
    UvFace next = new ReliefStudio(MODEL, List.of(), Optional.empty(), 5, MAPS).make(2);
    assertThat(next.texture()).isNotEqualTo(first.texture());
  }

  @Test
  void shouldFetchTheReliefThatWasDrawnThroughThePicture() {
    float[] drawn = someRelief(5);
    Shot shot = frontal();
    float[] seen = paint(shot, drawn, new Scene(CROP));
    FaceView view = new FaceView(MODEL);
    view.place(shot.face(), shot.camera(), new SimilarityTransform(1, 0, 0, 0), CROP);
    Unwrapper unwrapper = new Unwrapper(MODEL, MAPS);
    byte[] visibility = unwrapper.unwrap(view, new RgbImage(CROP, CROP)).visibility();
    float[] fetched = new float[MAPS * MAPS];
    unwrapper.read(seen, CROP, fetched);
    List<double[]> pairs = new ArrayList<>();
    for (int t = 0; t < fetched.length; t++) {
      int at = t / MAPS * 2 * SIZE + t % MAPS * 2;
      double truth = (drawn[at] + drawn[at + 1] + drawn[at + SIZE] + drawn[at + SIZE + 1]) / 4;
      if (visibility[t] == 0) {
        assertThat(fetched[t]).isZero();
      } else if ((visibility[t] & 255) == 255) {
        pairs.add(new double[] {truth, fetched[t]});
      }
    }
    assertThat(pairs).hasSizeGreaterThan(10_000);
    assertThat(correlation(pairs)).isGreaterThan(0.9);
    float[] nothing = new float[MAPS * MAPS];
    unwrapper.read(paint(shot, new float[SIZE * SIZE], new Scene(CROP)), CROP, nothing);
    assertThat(nothing).containsOnly(0);
  }

  @Test
  void shouldDarkenTheUpperWallOfAValleyUnderALampFromAbove() {
    float[] relief = foreheadLine();
    Shot shot = frontal();
    Scene lit = new Scene(CROP), flat = new Scene(CROP);
    float[] seen = paint(shot, relief, lit);
    paint(shot, new float[SIZE * SIZE], flat);
    int walls = 0, agreeing = 0;
    for (int p = CROP; p < CROP * (CROP - 1); p++) {
      float slope = seen[p + CROP] - seen[p - CROP];
      double without = flat.colours()[3 * p + 1], with = lit.colours()[3 * p + 1];
      if (without > 0.02 && Math.abs(slope) > 0.02) {
        walls++;
        // Where relief rises downwards on the picture, the wall looks up to the lamp.
        agreeing += slope > 0 == with > without ? 1 : 0;
      }
    }
    assertThat(walls).isGreaterThan(500);
    assertThat((double) agreeing / walls).isGreaterThan(0.95);
  }

  /** A valley across the forehead, 4 mm wide and 0.3 mm deep. */
  private static float[] foreheadLine() {
    float[] out = new float[SIZE * SIZE];
    for (int y = SIZE / 7; y < SIZE / 4; y++) {
      for (int x = SIZE / 3; x < 2 * SIZE / 3; x++) {
        double d = (y - SIZE / 5.0) / (SIZE / 170.0);
        out[y * SIZE + x] = (float) (-0.3 * Math.exp(-d * d / 2));
      }
    }
    return out;
  }

  private static double correlation(List<double[]> pairs) {
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    int n = pairs.size();
    for (double[] p : pairs) {
      x += p[0] / n;
      y += p[1] / n;
    }
    for (double[] p : pairs) {
      xx += (p[0] - x) * (p[0] - x);
      yy += (p[1] - y) * (p[1] - y);
      xy += (p[0] - x) * (p[1] - y);
    }
    return xy / Math.sqrt(xx * yy);
  }

  @Test
  void shouldTellALampAsHarmonics() {
    Illumination told = FROM_ABOVE.harmonics();
    float[] basis = new float[Illumination.BANDS], lamp = FROM_ABOVE.lamp();
    RandomGenerator r = new SplittableRandom(1);
    for (int n = 0; n < 200; n++) {
      double x = r.nextGaussian(), y = r.nextGaussian(), z = r.nextGaussian();
      double norm = Math.sqrt(x * x + y * y + z * z);
      Illumination.basis(x / norm, y / norm, z / norm, basis, 0);
      double facing = Math.max(0, (x * lamp[0] + y * lamp[1] + z * lamp[2]) / norm);
      assertThat(told.irradiance(1, basis, 0)).isCloseTo((float) facing, within(0.1f));
    }
  }

  @Test
  void shouldGuessFacesNearWhereTheyAre() {
    CoarseGuess guesses = new CoarseGuess(MODEL);
    ShotDraw shots = new ShotDraw(MODEL, List.of(), 12);
    RandomGenerator r = new SplittableRandom(3);
    List<Double> errors = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      Shot shot = shots.draw(r, CROP, CROP);
      FaceParameters guess =
          guesses.draw(r, shot.face(), shot.face().illumination(), shot.camera());
      float[] points = MODEL.landmarks468().locate(MODEL.triangles(), MODEL.shape(guess));
      guess.pose().apply(points, points);
      shot.camera().project(points, points);
      double sum = 0;
      for (int i = 0; i < points.length; i += 3) {
        sum += Math.hypot(points[i] - shot.landmarks()[i], points[i + 1] - shot.landmarks()[i + 1]);
      }
      errors.add(sum / 468 / (CROP / 1.6));
      for (float e : guess.expression()) {
        assertThat(e).isBetween(0f, 1f);
      }
    }
    errors.sort(null);
    assertThat(errors.get(10)).isBetween(0.004, 0.025);
  }

  @Test
  void shouldStainSkinWithinReason() {
    AlbedoDetail albedos = new AlbedoDetail(CHART);
    float[] pigments = new float[AlbedoDetail.PIGMENTS * SIZE * SIZE];
    RandomGenerator r = new SplittableRandom(2);
    for (int n = 0; n < 6; n++) {
      float[] absorption = albedos.draw(r, pigments);
      assertThat(absorption).hasSize(9);
      double sum = 0;
      for (float density : pigments) {
        sum += Math.abs(density);
      }
      assertThat(sum / pigments.length).isBetween(0.005, 0.6);
    }
  }

  @Test
  void shouldCoverSkinBelowStrandsOfHair() {
    AlbedoDetail albedos = new AlbedoDetail(CHART);
    float[] pigments = new float[AlbedoDetail.PIGMENTS * SIZE * SIZE];
    RandomGenerator r = new SplittableRandom(4);
    int haired = 0, faces = 40;
    for (int n = 0; n < faces; n++) {
      albedos.draw(r, pigments);
      int covered = 0;
      for (float cover : albedos.covered()) {
        assertThat(cover).isBetween(0f, 1f);
        covered += cover > 0.5f ? 1 : 0;
      }
      haired += covered > 0 ? 1 : 0;
      assertThat(covered).isLessThan(CHART.skin().length * 2 / 3);
    }
    assertThat(haired).isBetween(5, 25);
  }
}
