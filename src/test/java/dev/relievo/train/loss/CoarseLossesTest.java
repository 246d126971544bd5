package dev.relievo.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.relievo.face.FaceVector;
import dev.relievo.train.FaceBatch;
import dev.relievo.train.FacePrediction;
import dev.relievo.train.TrainingBatches;
import dev.relievo.train.TrainingFaces;
import dev.relievo.train.data.TrainingBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoarseLossesTest {

  private static final FaceVector LAYOUT = TrainingFaces.LAYOUT;
  private static final int COUNT = 4;

  private NDManager manager;
  private CoarseLosses losses;
  private float[] truth;
  private TrainingBatch photographs;
  private TrainingBatch renderings;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
    losses = new CoarseLosses(TrainingFaces.MODEL, LossWeights.standard(), manager);
    truth = TrainingFaces.vectors(COUNT, 6);
    photographs = TrainingBatches.of(truth, new boolean[COUNT]);
    renderings = TrainingBatches.of(truth, new boolean[] {true, true, true, true});
  }

  @AfterEach
  void close() {
    losses.close();
    manager.close();
  }

  private Map<String, Float> values(TrainingBatch batch, float[] vectors) {
    try (NDManager step = manager.newSubManager()) {
      FaceBatch on = FaceBatch.of(batch, LAYOUT, step);
      NDArray raw = TrainingFaces.tensor(step, vectors);
      return losses.of(on, FacePrediction.decode(raw, on.cameras(), on.size(), LAYOUT)).values();
    }
  }

  /**
   * Moves one number of every face away from the truth, then half the way back. Renderings have a
   * truth to be compared with, photographs have landmarks.
   */
  @ParameterizedTest
  @CsvSource({
    "photometric, light, 0.6",
    "photometric, albedo, 2",
    "photometric, rotation, 0.2",
    "landmark, identity, 3",
    "landmark, rotation, 0.2",
    "landmark, translation, 0.1",
    "landmark, expression, 1",
    "landmark_depth, rotation, 0.4",
    "contour, translation, 0.1",
    "truth.neutral, identity, 2",
    "truth.neutral, corrective, 2",
    "truth.shape, expression, 0.6",
    "truth.projected, rotation, 0.2",
    "truth.projected, translation, 0.1",
    "truth.albedo, albedo, 1",
    "truth.rotation, rotation, 0.2",
    "truth.placement, translation, 0.1",
    "truth.light, light, 0.5",
    "prior.identity, identity, 20",
    "prior.corrective, corrective, 20",
    "prior.expression, expression, 20",
    "prior.albedo, albedo, 20",
    "expression_bounds, expression, 3"
  })
  void shouldFallWhenTheCoefficientMovesBack(String term, String block, float away) {
    int at =
        switch (block) {
          case "identity" -> LAYOUT.identity();
          case "corrective" -> LAYOUT.corrective();
          case "expression" ->
              LAYOUT.expression() + TrainingFaces.MODEL.expressionNames().indexOf("jawOpen");
          case "albedo" -> LAYOUT.albedo();
          case "rotation" -> LAYOUT.rotation() + 2;
          case "translation" -> LAYOUT.translation();
          default -> LAYOUT.illumination();
        };
    TrainingBatch batch = term.startsWith("truth.") ? renderings : photographs;
    float far = values(batch, moved(at, away)).get(term);
    float near = values(batch, moved(at, away / 2)).get(term);
    float there = values(batch, truth).get(term);
    assertThat(near).isLessThan(0.9f * far);
    assertThat(there).isLessThan(near);
  }

  private float[] moved(int at, float by) {
    float[] out = truth.clone();
    for (int n = 0; n < COUNT; n++) {
      out[n * LAYOUT.length() + at] += by;
    }
    return out;
  }

  @Test
  void shouldVanishAtTheTruth() {
    Map<String, Float> values = values(photographs, truth);
    assertThat(values.get("photometric")).isLessThan(0.01f); // 8-bit rounding, full mesh
    assertThat(values.get("landmark")).isCloseTo(0, within(1e-4f));
    assertThat(values.get("landmark_depth")).isCloseTo(0, within(1e-3f));
    Map<String, Float> known = values(renderings, truth);
    assertThat(known).containsKey("truth.projected");
    for (String name : known.keySet()) {
      if (name.startsWith("truth.")) {
        assertThat(known.get(name)).as(name).isCloseTo(0, within(2e-3f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"landmark", "landmark_depth", "contour"})
  void shouldLeaveLandmarksOfRenderingsOut(String term) {
    float[] away = moved(LAYOUT.rotation() + 2, 0.2f);
    assertThat(values(renderings, away).get(term)).isZero();
    assertThat(values(photographs, away).get(term)).isGreaterThan(0.01f);
  }

  @Test
  void shouldTrustTheFitOfPhotographsLessThanTheTruthOfRenderings() {
    float[] away = moved(LAYOUT.rotation() + 2, 0.2f);
    float teacher = LossWeights.standard().teacher();
    for (String term : List.of("truth.neutral", "truth.rotation", "truth.light")) {
      float exact = values(renderings, away).get(term);
      assertThat(values(photographs, away).get(term))
          .isCloseTo(teacher * exact, within(1e-5f + 1e-3f * exact));
    }
  }

  @Test
  void shouldHoldPicturesOfOnePersonTogether() {
    float[] same = truth.clone();
    System.arraycopy(truth, 0, same, LAYOUT.length(), LAYOUT.expression());
    TrainingBatch batch =
        TrainingBatches.related(photographs, new int[] {7, 7, 5, -1}, new boolean[COUNT]);
    assertThat(values(batch, same).get("person")).isLessThan(1e-3f);
    float[] near = same.clone(), far = same.clone();
    near[LAYOUT.identity()] += 0.5f;
    far[LAYOUT.identity()] += 1;
    float distance = values(batch, far).get("person");
    assertThat(values(batch, near).get("person")).isBetween(0.4f * distance, 0.6f * distance);
    far = same.clone();
    far[LAYOUT.expression() + TrainingFaces.MODEL.expressionNames().indexOf("jawOpen")] += 1;
    assertThat(values(batch, far).get("person")).as("an expression is no one's").isLessThan(1e-3f);
  }

  @Test
  void shouldHoldAPictureAndItsMirrorImageTogether() {
    float[] shared = truth.clone();
    System.arraycopy(truth, 0, shared, LAYOUT.length(), LAYOUT.rotation());
    TrainingBatch batch =
        TrainingBatches.related(
            TrainingBatches.of(shared, new boolean[COUNT]),
            new int[] {-1, -1, -1, -1},
            new boolean[] {false, true, false, false});
    // The mean face is its own mirror image.
    float[] mean = shared.clone();
    for (int n = 0; n < COUNT; n++) {
      Arrays.fill(mean, n * LAYOUT.length(), n * LAYOUT.length() + LAYOUT.albedo(), 0);
    }
    assertThat(values(batch, mean).get("mirror")).isCloseTo(0, within(1e-3f));
    String left = "mouthSmileLeft", right = "mouthSmileRight";
    float[] turned = mean.clone(), copied = mean.clone();
    set(turned, 0, left);
    set(turned, 1, right);
    set(copied, 0, left);
    set(copied, 1, left);
    float wrong = values(batch, copied).get("mirror");
    assertThat(wrong).isGreaterThan(0.05f);
    assertThat(values(batch, turned).get("mirror")).isLessThan(0.2f * wrong);
  }

  private static void set(float[] vectors, int face, String expression) {
    int k = TrainingFaces.MODEL.expressionNames().indexOf(expression);
    vectors[face * LAYOUT.length() + LAYOUT.expression() + k] = 1;
  }

  @Test
  void shouldLeadDownhillAlongTheGradient() {
    float[] start = moved(LAYOUT.identity(), 1);
    for (int n = 0; n < COUNT; n++) {
      start[n * LAYOUT.length() + LAYOUT.rotation() + 2] += 0.1f;
      start[n * LAYOUT.length() + LAYOUT.illumination()] += 0.3f;
    }
    TrainingBatch half = TrainingBatches.of(truth, new boolean[] {true, false, true, false});
    float[] gradient;
    float before;
    try (NDManager step = manager.newSubManager()) {
      FaceBatch on = FaceBatch.of(half, LAYOUT, step);
      NDArray raw = TrainingFaces.tensor(step, start);
      raw.setRequiresGradient(true);
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDArray total =
            losses.of(on, FacePrediction.decode(raw, on.cameras(), on.size(), LAYOUT)).total();
        gradients.backward(total);
        before = total.getFloat();
      }
      gradient = raw.getGradient().toFloatArray();
    }
    double square = 0;
    for (float g : gradient) {
      assertThat(g).isFinite();
      square += g * g;
    }
    float[] after = start.clone();
    for (int i = 0; i < after.length; i++) {
      after[i] -= (float) (1e-3 / Math.sqrt(square) * gradient[i]);
    }
    double promised = 1e-3 * Math.sqrt(square);
    assertThat(before - values(half, after).get("total"))
        .isBetween((float) (0.5 * promised), (float) (1.5 * promised));
  }

  @Test
  void shouldHoldNothingWhenStepsAreOver() {
    values(photographs, truth);
    int held = manager.getManagedArrays().size();
    for (int step = 0; step < 50; step++) {
      try (NDManager scope = manager.newSubManager()) {
        FaceBatch on = FaceBatch.of(photographs, LAYOUT, scope);
        NDArray raw = TrainingFaces.tensor(scope, truth);
        raw.setRequiresGradient(true);
        try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
          gradients.backward(
              losses.of(on, FacePrediction.decode(raw, on.cameras(), on.size(), LAYOUT)).total());
        }
      }
    }
    assertThat(manager.getManagedArrays()).hasSize(held);
  }
}
