package dev.relievo.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.relievo.nn.RecognitionFeatures;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** With random weights: the real ones are not shipped. */
class PerceptualLossTest {

  private static final int SIZE = 64;

  @Test
  void shouldFallWhenThePictureNearsThePhotographAndLeadItThere() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        RecognitionFeatures features = new RecognitionFeatures(weights(), manager)) {
      PerceptualLoss loss = new PerceptualLoss(features, 16);
      NDArray photo = picture(manager, 0.1);
      NDArray far = picture(manager, 0.4);
      NDArray near = far.mul(0.2f).add(photo.mul(0.8f));
      float distance = loss.ofFaces(far, photo).getFloat();
      assertThat(loss.ofFaces(photo, photo).getFloat()).isZero();
      assertThat(loss.ofFaces(near, photo).getFloat()).isBetween(1e-6f, 0.9f * distance);

      far.setRequiresGradient(true);
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        gradients.backward(loss.ofFaces(far, photo));
      }
      NDArray direction = photo.sub(far);
      float slope = far.getGradient().mul(direction).sum().getFloat();
      NDArray ahead = far.duplicate().add(direction.mul(0.005f));
      NDArray behind = far.duplicate().sub(direction.mul(0.005f));
      float numeric =
          (loss.ofFaces(ahead, photo).getFloat() - loss.ofFaces(behind, photo).getFloat()) / 0.01f;
      assertThat(slope).isNegative().isCloseTo(numeric, within(0.05f * Math.abs(numeric)));
    }
  }

  @Test
  void shouldRefuseWeightsOfAnotherNetwork() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      assertThatThrownBy(() -> new RecognitionFeatures(new float[7], manager))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("5607488");
    }
  }

  private static NDArray picture(NDManager manager, double frequency) {
    float[] out = new float[3 * SIZE * SIZE];
    for (int i = 0; i < out.length; i++) {
      int x = i % SIZE, y = i / SIZE;
      out[i] = (float) (0.5 + 0.4 * Math.sin(frequency * x) * Math.cos(0.05 * y));
    }
    return manager.create(out, new Shape(1, 3, SIZE, SIZE));
  }

  private static float[] weights() {
    Random random = new Random(1);
    float[] out = new float[5607488];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (0.03 * random.nextGaussian());
    }
    return out;
  }
}
