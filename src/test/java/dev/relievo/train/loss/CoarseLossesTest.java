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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoarseLossesTest {

  private static final FaceVector LAYOUT = TrainingFaces.LAYOUT;
  private static final int COUNT = 4;

  private NDManager manager;
  private CoarseLosses losses;
  private float[] truth;
  private TrainingBatch batch;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
    losses = new CoarseLosses(TrainingFaces.MODEL, LossWeights.standard(), manager);
    truth = TrainingFaces.vectors(COUNT, 6);
    batch = TrainingBatches.rendered(truth, COUNT);
  }

  @AfterEach
  void close() {
    losses.close();
    manager.close();
  }

  private Map<String, Float> values(float[] vectors) {
    try (NDManager step = manager.newSubManager()) {
      FaceBatch on = FaceBatch.of(batch, LAYOUT, step);
      NDArray raw = TrainingFaces.tensor(step, vectors);
      return losses.of(on, FacePrediction.decode(raw, on.cameras(), on.size(), LAYOUT)).values();
    }
  }

  /** Moves one number of every face away from the truth, then half the way back. */
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
    float far = values(moved(at, away)).get(term);
    float near = values(moved(at, away / 2)).get(term);
    float there = values(truth).get(term);
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
    Map<String, Float> values = values(truth);
    assertThat(values.get("photometric")).isLessThan(0.01f); // 8-bit rounding, full mesh
    assertThat(values.get("landmark")).isCloseTo(0, within(1e-4f));
    assertThat(values.get("landmark_depth")).isCloseTo(0, within(1e-3f));
    for (String name : values.keySet()) {
      if (name.startsWith("truth.")) {
        assertThat(values.get(name)).as(name).isCloseTo(0, within(2e-3f));
      }
    }
  }

  @Test
  void shouldLeadDownhillAlongTheGradient() {
    float[] start = moved(LAYOUT.identity(), 1);
    for (int n = 0; n < COUNT; n++) {
      start[n * LAYOUT.length() + LAYOUT.rotation() + 2] += 0.1f;
      start[n * LAYOUT.length() + LAYOUT.illumination()] += 0.3f;
    }
    float[] gradient;
    float before;
    try (NDManager step = manager.newSubManager()) {
      FaceBatch on = FaceBatch.of(batch, LAYOUT, step);
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
    assertThat(before - values(after).get("total"))
        .isBetween((float) (0.5 * promised), (float) (1.5 * promised));
  }

  @Test
  void shouldHoldNothingWhenStepsAreOver() {
    values(truth);
    int held = manager.getManagedArrays().size();
    for (int step = 0; step < 50; step++) {
      try (NDManager scope = manager.newSubManager()) {
        FaceBatch on = FaceBatch.of(batch, LAYOUT, scope);
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
