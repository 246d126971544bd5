package dev.relievo.train.detail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.image.SRgb;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.stage.displace.DetailInput;
import dev.relievo.stage.displace.ReliefFade;
import dev.relievo.stage.displace.ReliefTrust;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A face with one horizontal groove in its forehead, lit from above. */
class DetailLossesTest {

  private static final int SIZE = 256;
  private static final int PLANE = SIZE * SIZE;
  private static final float DEPTH = 0.3f;

  private static NDManager manager;
  private static DetailLosses losses;
  private static DetailBatch.Constants constants;
  private static DetailInput input;
  private static float[] relief;
  private static FaceParameters face;

  @BeforeAll
  static void prepare() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    losses = new DetailLosses(Device.cpu());
    constants =
        DetailBatch.Constants.of(SyntheticFace.MODEL, SIZE, DetailWeights.standard(), manager);
    input = new DetailInput(SyntheticFace.MODEL, SIZE);
    face = SyntheticFace.face(SyntheticFace.pose(0), fromAbove());
    relief = groove();
  }

  @AfterAll
  static void close() {
    losses.close();
    manager.close();
  }

  private static Illumination fromAbove() {
    float[] c = new float[27];
    for (int ch = 0; ch < 3; ch++) {
      c[9 * ch] = 2.2f;
      c[9 * ch + 1] = -1.2f;
      c[9 * ch + 2] = -0.9f;
    }
    return new Illumination(c);
  }

  /** Across the middle of where relief may be in the upper half, three texels wide. */
  private static float[] groove() {
    float[] mask = new ReliefFade(SyntheticFace.MODEL, SIZE).mask();
    float[] out = new float[PLANE];
    for (int y = 40; y < 60; y++) {
      for (int x = 90; x < 166; x++) {
        double d = (y - 50) / 2.2;
        out[y * SIZE + x] = (float) (-DEPTH * Math.exp(-d * d / 2)) * mask[y * SIZE + x];
      }
    }
    return out;
  }

  /** A batch of one: the picture that the relief makes, and a spot of other colour if wanted. */
  private static DetailBatch batch(boolean synthetic, boolean relieved, boolean spot) {
    float[] surface = new float[DetailInput.SURFACE_CHANNELS * PLANE];
    input.place(face);
    input.surface(surface, 0);
    byte[] texture = new byte[3 * PLANE];
    byte[] visibility = new byte[PLANE];
    for (int t : input.chart().texels()) {
      visibility[t] = (byte) 255;
      int x = t % SIZE, y = t / SIZE;
      boolean inside = relieved && x > 0 && y > 0 && x < SIZE - 1 && y < SIZE - 1;
      double du = inside ? (relief[t + 1] - relief[t - 1]) / 2 : 0;
      double dv = inside ? (relief[t + SIZE] - relief[t - SIZE]) / 2 : 0;
      double[] n = new double[3];
      double length = 0;
      for (int k = 0; k < 3; k++) {
        n[k] =
            surface[k * PLANE + t]
                - du * surface[(3 + k) * PLANE + t]
                - dv * surface[(6 + k) * PLANE + t];
        length += n[k] * n[k];
      }
      length = Math.sqrt(length);
      float[] basis = new float[Illumination.BANDS];
      Illumination.basis(n[0] / length, n[1] / length, n[2] / length, basis, 0);
      double freckle = spot && Math.hypot(x - 128, y - 50) < 4 ? 0.6 : 1;
      for (int c = 0; c < 3; c++) {
        double tinted = c == 0 ? Math.sqrt(freckle) : freckle;
        double lit =
            tinted * surface[(9 + c) * PLANE + t] * face.illumination().irradiance(c, basis, 0);
        texture[3 * t + c] = (byte) Math.round(255 * SRgb.encode(lit));
      }
    }
    float[] plain = new float[DetailInput.CHANNELS * PLANE];
    input.channels(texture, visibility, plain, 0);
    float[] photos = new float[3 * PLANE];
    for (int i = 0; i < 3 * PLANE; i++) {
      photos[i % 3 * PLANE + i / 3] = (texture[i] & 0xff) / 255f;
    }
    return DetailBatch.of(
        new DetailArrays(
            1,
            SIZE,
            DetailInput.CHANNELS,
            plain,
            plain,
            surface,
            photos,
            face.illumination().coefficients(),
            synthetic ? relief : new float[PLANE],
            new float[] {synthetic ? 1 : 0}),
        manager);
  }

  private static NDArray maps(float times) {
    float[] out = new float[2 * PLANE];
    for (int t = 0; t < PLANE; t++) {
      out[t] = times * relief[t] / ReliefFade.BOUND;
      out[PLANE + t] = ReliefTrust.LEAST_ERROR;
    }
    return manager.create(out, new Shape(1, 2, SIZE, SIZE));
  }

  private static Map<String, Float> terms(float times, DetailBatch batch) {
    return DetailLosses.byName(losses.of(maps(times), batch, constants).toFloatArray());
  }

  @Test
  void shouldFallWhenTheRightReliefIsFoundInAPhotograph() {
    DetailBatch photo = batch(false, true, false);
    float right = terms(1, photo).get("photometric");
    // The groove is a small part of the face.
    assertThat(right).isLessThan(0.97f * terms(0, photo).get("photometric"));
    assertThat(terms(-1, photo).get("photometric"))
        .isGreaterThan(1.03f * terms(0, photo).get("photometric"));
    assertThat(terms(1, photo).get("truth")).isZero();
  }

  @Test
  void shouldFallWhenTheRightReliefOfARenderingIsFound() {
    DetailBatch rendering = batch(true, true, false);
    for (String term : new String[] {"truth", "depth"}) {
      float none = terms(0, rendering).get(term), half = terms(0.5f, rendering).get(term);
      assertThat(half).as(term).isLessThan(none);
      assertThat(terms(-1, rendering).get(term)).as(term).isGreaterThan(1.3f * none);
    }
    assertThat(terms(1, rendering).get("photometric")).isZero();
  }

  @Test
  void shouldTrustASpotOfOtherColourLessThanAGroove() {
    // What a spot could be explained by: a lower photometric loss must not be had from it.
    float gainOnGroove =
        terms(0, batch(false, true, false)).get("photometric")
            - terms(1, batch(false, true, false)).get("photometric");
    float gainOnSpot =
        terms(0, batch(false, false, true)).get("photometric")
            - terms(1, batch(false, false, true)).get("photometric");
    assertThat(gainOnSpot).isLessThan(0.2f * gainOnGroove);
  }

  @Test
  void shouldPunishWideReliefAndRoughReliefAndItsSize() {
    DetailBatch photo = batch(false, true, false);
    Map<String, Float> none = terms(0, photo), some = terms(1, photo), much = terms(3, photo);
    for (String term : new String[] {"size", "normal", "low", "smoothness"}) {
      assertThat(none.get(term)).as(term).isZero();
      assertThat(much.get(term)).as(term).isGreaterThan(some.get(term));
    }
  }

  @Test
  void shouldJudgeRightReliefBetterAndFlippedReliefWorse() {
    DetailBatch rendering = batch(true, true, false);
    float[] right = losses.judge(maps(1), rendering, constants);
    float[] wrong = losses.judge(maps(-1), rendering, constants);
    int coarse = DetailLosses.FIGURES.indexOf("normal.coarse");
    int detailed = DetailLosses.FIGURES.indexOf("normal.detailed");
    assertThat(right[detailed]).isLessThan(0.5f * right[coarse]);
    assertThat(wrong[detailed]).isGreaterThan(1.5f * wrong[coarse]);
    int good = DetailLosses.FIGURES.indexOf("sign.right");
    int all = DetailLosses.FIGURES.indexOf("sign.all");
    assertThat(right[all]).isGreaterThan(50);
    assertThat(right[good] / right[all]).isCloseTo(1, within(0.02f));
    assertThat(wrong[good]).isZero();
  }

  /** The same relief; what error is expected differs from place to place. */
  private static NDArray unsure(NDArray maps) {
    float[] out = maps.toFloatArray();
    for (int t = 0; t < PLANE; t++) {
      out[PLANE + t] = (float) (-3.5 + Math.sin(t % SIZE / 9.0) + Math.cos(t / SIZE / 7.0));
    }
    return manager.create(out, maps.getShape());
  }

  /** Deep and faint relief: what the gate is learned on is what the stage makes. */
  @ParameterizedTest
  @ValueSource(floats = {1, 0.05f})
  void shouldJudgeTheReliefThatTheStageMakesOfAnAnswer(float times) {
    DetailBatch rendering = batch(true, true, false);
    NDArray maps = unsure(maps(times));
    float[] channels = rendering.inputs().toFloatArray();
    int visibility = DetailInput.VISIBILITY * PLANE;
    ReliefFade fade = new ReliefFade(SyntheticFace.MODEL, SIZE);
    float[] made = fade.relief(maps.toFloatArray(), 0, channels, visibility), mask = fade.mask();
    double square = 0, skin = 0;
    for (int t = 0; t < PLANE; t++) {
      double weight = mask[t] * channels[visibility + t];
      square += weight * made[t] * made[t];
      skin += weight;
    }
    float judged = losses.judge(maps, rendering, constants)[DetailLosses.FIGURES.indexOf("relief")];
    assertThat(square).isPositive();
    assertThat((double) judged).isCloseTo(Math.sqrt(square / skin), withinPercentage(0.1));
  }
}
