package dev.relievo.train.loss;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.relievo.train.DifferentiableRenderer;
import dev.relievo.train.FaceGeometry;
import dev.relievo.train.FacePrediction;
import dev.relievo.train.Rendering;
import dev.relievo.train.TrainingFaces;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rendering against itself, a third of it behind something green. */
class PhotometricLossTest {

  private static final int SIZE = TrainingFaces.SIZE;
  private static final int PIXELS = SIZE * SIZE;

  private NDManager manager;
  private FaceGeometry geometry;
  private DifferentiableRenderer renderer;
  private PhotometricLoss loss;
  private float[] vector;
  private float[] clean;
  private float[] occluded;
  private float[] visible;
  private long[] covered;

  @BeforeEach
  void occlude() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    geometry = new FaceGeometry(TrainingFaces.MODEL, manager);
    renderer = new DifferentiableRenderer(TrainingFaces.MODEL, Device.cpu());
    loss = new PhotometricLoss(TrainingFaces.MODEL, 0.5f, manager);
    vector = TrainingFaces.vectors(1, 6);
    clean = new float[3 * PIXELS];
    Rendering rendering = render(TrainingFaces.tensor(manager, vector));
    covered = rendering.pixels().toLongArray();
    float[] colours = rendering.colours().toFloatArray();
    for (int p = 0; p < covered.length; p++) {
      for (int c = 0; c < 3; c++) {
        clean[c * PIXELS + (int) covered[p]] = colours[3 * p + c];
      }
    }
    occluded = clean.clone();
    visible = new float[PIXELS];
    Arrays.fill(visible, 1);
    long[] rows = Arrays.stream(covered).map(p -> p / SIZE).sorted().toArray();
    long last = rows[rows.length / 3];
    for (long pixel : covered) {
      if (pixel / SIZE <= last) {
        int p = (int) pixel;
        occluded[p] = 0;
        occluded[PIXELS + p] = 1;
        occluded[2 * PIXELS + p] = 0;
        visible[p] = 0;
      }
    }
  }

  @AfterEach
  void close() {
    loss.close();
    renderer.close();
    geometry.close();
    manager.close();
  }

  @Test
  void shouldBePulledLittleByWhatTheFaceCannotExplain() {
    float[] everywhere = new float[PIXELS];
    Arrays.fill(everywhere, 1);
    double robust = pull((r, photo) -> loss.ofFaces(r, photo, mask(everywhere)).mean());
    double plain = pull(PhotometricLossTest::plain);
    assertThat(robust).isPositive().isLessThan(0.3 * plain);
  }

  /** How far the occluder changes the gradient of the albedo's coefficients. */
  private double pull(Loss of) {
    float[] with = albedoGradient(occluded, of), without = albedoGradient(clean, of);
    double sum = 0;
    for (int i = 0; i < with.length; i++) {
      sum += Math.pow(with[i] - without[i], 2);
    }
    return Math.sqrt(sum);
  }

  private float[] albedoGradient(float[] photo, Loss of) {
    NDArray raw = TrainingFaces.tensor(manager, vector);
    raw.setRequiresGradient(true);
    try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
      gradients.backward(of.apply(render(raw), photo(photo)));
    }
    int from = TrainingFaces.LAYOUT.albedo();
    return Arrays.copyOfRange(
        raw.getGradient().toFloatArray(), from, from + TrainingFaces.LAYOUT.albedoCount());
  }

  /** The l2,1 norm without a robust weight. */
  private static NDArray plain(Rendering rendering, NDArray photo) {
    NDArray shown = photo.transpose(0, 2, 3, 1).reshape(-1, 3).get(rendering.pixels());
    return rendering.colours().sub(shown).square().sum(new int[] {1}).add(1e-6f).sqrt().mean();
  }

  @Test
  void shouldGiveHiddenPixelsNoGradientAtAll() {
    Rendering drawn = render(TrainingFaces.tensor(manager, vector));
    NDArray colours = drawn.colours().mul(0.9f);
    colours.setRequiresGradient(true);
    Rendering leaf =
        new Rendering(
            colours, drawn.pixels(), drawn.faces(), drawn.triangles(), drawn.count(), SIZE);
    try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
      gradients.backward(loss.ofFaces(leaf, photo(occluded), mask(visible)).mean());
    }
    float[] gradient = colours.getGradient().toFloatArray();
    int seen = 0;
    for (int p = 0; p < covered.length; p++) {
      for (int c = 0; c < 3; c++) {
        if (visible[(int) covered[p]] == 0) {
          assertThat(gradient[3 * p + c]).isZero();
        } else if (gradient[3 * p + c] != 0) {
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(covered.length / 2);
  }

  private Rendering render(NDArray raw) {
    NDArray cameras = TrainingFaces.cameras(manager, 1);
    FacePrediction face = FacePrediction.decode(raw, cameras, SIZE, TrainingFaces.LAYOUT);
    return renderer.render(geometry.place(face, cameras), face.illumination(), SIZE);
  }

  private NDArray photo(float[] planes) {
    return manager.create(planes, new Shape(1, 3, SIZE, SIZE));
  }

  private NDArray mask(float[] of) {
    return manager.create(of, new Shape(1, SIZE, SIZE));
  }

  @FunctionalInterface
  private interface Loss {
    NDArray apply(Rendering rendering, NDArray photo);
  }
}
