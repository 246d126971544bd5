package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceVector;
import dev.relievo.image.RgbImage;
import dev.relievo.render.FaceRenderer;
import dev.relievo.render.VisiblePixels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferentiableRendererTest {

  private static final int SIZE = TrainingFaces.SIZE;
  private static final FaceVector LAYOUT = TrainingFaces.LAYOUT;
  private static final int COUNT = 3;

  private NDManager manager;
  private FaceGeometry geometry;
  private DifferentiableRenderer renderer;
  private NDArray cameras;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
    geometry = new FaceGeometry(TrainingFaces.MODEL, manager);
    renderer = new DifferentiableRenderer(TrainingFaces.MODEL, Device.cpu());
    cameras = TrainingFaces.cameras(manager, COUNT);
  }

  @AfterEach
  void close() {
    renderer.close();
    geometry.close();
    manager.close();
  }

  private FacePrediction decode(NDArray raw) {
    return FacePrediction.decode(raw, cameras, SIZE, LAYOUT);
  }

  @Test
  void shouldAgreeWithTheRendererOfPreviews() {
    float[] vectors = TrainingFaces.vectors(COUNT, 3);
    FacePrediction p = decode(TrainingFaces.tensor(manager, vectors));
    Rendering rendering = renderer.render(geometry.place(p, cameras), p.illumination(), SIZE);
    NDArray black = manager.zeros(new Shape(COUNT, 3, SIZE, SIZE));
    float[] pictures = renderer.over(rendering, black).clip(0, 1).mul(255).toFloatArray();
    int covered = 0, differing = 0;
    for (int n = 0; n < COUNT; n++) {
      FaceParameters face = LAYOUT.decode(vectors, n * LAYOUT.length(), TrainingFaces.CROP);
      FaceRenderer previews = new FaceRenderer(TrainingFaces.MODEL.lightTriangles());
      float[] shape =
          light(TrainingFaces.MODEL.shape(face.identity(), face.corrective(), raw(vectors, n)));
      previews.place(shape, face.pose(), TrainingFaces.CROP.camera(), SIZE, SIZE);
      RgbImage expected =
          previews
              .lit(light(TrainingFaces.MODEL.albedo(face.albedo())), face.illumination())
              .over(0);
      for (int i = 0; i < SIZE * SIZE; i++) {
        boolean seen = previews.visible().triangle(i) >= 0;
        covered += seen ? 1 : 0;
        int worst = 0;
        for (int c = 0; c < 3; c++) {
          float actual = pictures[(3 * n + c) * SIZE * SIZE + i];
          worst = (int) Math.max(worst, Math.abs(actual - (expected.data()[3 * i + c] & 0xff)));
        }
        differing += worst > 2 ? 1 : 0;
      }
    }
    assertThat(covered).isGreaterThan(COUNT * SIZE * SIZE / 5);
    assertThat(differing).isLessThan(covered / 500);
  }

  private static float[] light(float[] full) {
    return Arrays.copyOf(full, 3 * TrainingFaces.MODEL.controlCount());
  }

  private static float[] raw(float[] vectors, int n) {
    int from = n * LAYOUT.length() + LAYOUT.expression();
    return Arrays.copyOfRange(vectors, from, from + LAYOUT.expressionCount());
  }

  /** Along random directions of one block of all faces' vectors, with visibility held still. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity",
        "corrective",
        "expression",
        "albedo",
        "rotation",
        "translation",
        "light"
      })
  void shouldHaveTheDerivativeThatDifferencesShow(String block) {
    float[] vectors = TrainingFaces.vectors(COUNT, 4);
    FacePrediction p = decode(TrainingFaces.tensor(manager, vectors));
    VisiblePixels visible = renderer.visible(geometry.place(p, cameras), SIZE);
    Random random = new Random(5);
    float[] weights = new float[3 * visible.pixels().length];
    for (int i = 0; i < weights.length; i++) {
      // Smooth over the picture: noise would drown in single precision's.
      weights[i] = (float) Math.sin(0.003 * visible.pixels()[i / 3] + i % 3);
    }
    NDArray raw = TrainingFaces.tensor(manager, vectors);
    raw.setRequiresGradient(true);
    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
      gradients.backward(value(raw, visible, weights));
    }
    float[] gradient = raw.getGradient().toFloatArray();
    for (int trial = 0; trial < 3; trial++) {
      float[] direction = direction(block, random);
      double analytic = 0;
      for (int i = 0; i < direction.length; i++) {
        analytic += gradient[i] * direction[i];
      }
      double step = block.equals("rotation") || block.equals("translation") ? 2e-4 : 4e-3;
      double numeric =
          (at(vectors, direction, step, visible, weights)
                  - at(vectors, direction, -step, visible, weights))
              / (2 * step);
      assertThat(analytic).isCloseTo(numeric, within(0.01 * scale(gradient, direction) + 0.05));
    }
  }

  /** Root mean square of the products, times their number's root: what chance would give. */
  private static double scale(float[] gradient, float[] direction) {
    double sum = 0;
    for (int i = 0; i < direction.length; i++) {
      sum += Math.pow(gradient[i] * direction[i], 2);
    }
    return Math.sqrt(sum);
  }

  private static float[] direction(String block, Random random) {
    int[] range =
        switch (block) {
          case "identity" -> new int[] {LAYOUT.identity(), LAYOUT.identityCount()};
          case "corrective" -> new int[] {LAYOUT.corrective(), LAYOUT.correctiveCount()};
          case "expression" -> new int[] {LAYOUT.expression(), LAYOUT.expressionCount()};
          case "albedo" -> new int[] {LAYOUT.albedo(), LAYOUT.albedoCount()};
          case "rotation" -> new int[] {LAYOUT.rotation(), FaceVector.ROTATION};
          case "translation" -> new int[] {LAYOUT.translation(), FaceVector.TRANSLATION};
          default -> new int[] {LAYOUT.illumination(), FaceVector.LIGHT};
        };
    float[] out = new float[COUNT * LAYOUT.length()];
    for (int n = 0; n < COUNT; n++) {
      for (int i = 0; i < range[1]; i++) {
        out[n * LAYOUT.length() + range[0] + i] = (float) random.nextGaussian();
      }
    }
    return out;
  }

  private double at(
      float[] vectors, float[] direction, double step, VisiblePixels visible, float[] weights) {
    float[] moved = vectors.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    return value(TrainingFaces.tensor(manager, moved), visible, weights).getFloat();
  }

  private NDArray value(NDArray raw, VisiblePixels visible, float[] weights) {
    FacePrediction p = decode(raw);
    Rendering r = renderer.render(geometry.place(p, cameras), p.illumination(), visible, SIZE);
    return r.colours().mul(manager.create(weights, r.colours().getShape())).sum();
  }
}
