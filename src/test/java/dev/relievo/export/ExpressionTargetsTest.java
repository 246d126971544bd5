package dev.relievo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.MorphableModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The expressions of the model that comes with the project. */
class ExpressionTargetsTest {

  private final Random random = new Random(7);
  private final MorphableModel model = model();

  @Test
  void shouldHaveAllOfArkitsNamesButTheTongue() {
    assertThat(ArkitShapes.NAMES).hasSize(52).containsAll(model.expressionNames());
    assertThat(ArkitShapes.missing(model)).containsExactly("tongueOut");
  }

  @Test
  void shouldAddUpToTheFace() {
    float[] identity = random(model.identityCount()), corrective = random(model.correctiveCount());
    float[] weights = new float[model.expressionCount()];
    for (int e = 0; e < weights.length; e++) {
      weights[e] = random.nextFloat();
    }
    float[] sum = model.shape(identity, corrective, new float[0]);

    List<MorphTarget> targets = ExpressionTargets.of(model, identity, corrective);

    assertThat(targets).extracting(MorphTarget::name).isEqualTo(model.expressionNames());
    for (int e = 0; e < weights.length; e++) {
      MorphTarget target = targets.get(e);
      for (int i = 0; i < target.moves().length; i++) {
        sum[3 * target.vertices()[i / 3] + i % 3] += weights[e] * target.moves()[i];
      }
    }
    float[] face = model.shape(identity, corrective, weights);
    for (int i = 0; i < sum.length; i++) {
      assertThat(sum[i]).isCloseTo(face[i], within(.005f));
    }
  }

  @Test
  void shouldListTheVerticesThatAnExpressionChangesAndNoOthers() {
    List<MorphTarget> targets =
        ExpressionTargets.of(
            model, new float[model.identityCount()], new float[model.correctiveCount()]);

    MorphTarget blink = targets.get(model.expressionNames().indexOf("eyeBlinkLeft"));
    assertThat(blink.vertices().length).isBetween(300, model.vertexCount() / 5);
    float[] mean = model.shape(new float[0], new float[0], new float[0]);
    float most = 0;
    for (int i = 0; i < blink.vertices().length; i++) {
      // The left eye is at +x.
      float x = mean[3 * blink.vertices()[i]];
      assertThat(x).isPositive();
      most = Math.max(most, -blink.moves()[3 * i + 1]);
    }
    assertThat(most).as("mm that the lid comes down").isBetween(4f, 15f);
  }

  private float[] random(int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  private static MorphableModel model() {
    try {
      return MorphableModel.load(Path.of("models/face/relievo-face-v2.safetensors"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
