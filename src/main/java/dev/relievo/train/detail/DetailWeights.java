package dev.relievo.train.detail;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much each loss of stage two counts, and its dead zone. A photograph has the photometric loss,
 * a rendering the truth; the others keep relief what a displacement map may hold.
 *
 * @param photometric of sRGB difference on visible skin
 * @param truth of radians between true and found normals of a rendering
 * @param depth of mm between true and found relief of a rendering
 * @param uncertainty of the likelihood of the error that the network says it makes
 * @param smoothness of mm of second differences a texel above {@link #smoothnessZone}
 * @param normalSmoothness of radians between neighbouring normals above {@link #normalZone}
 * @param size of mm
 * @param normal of squared radians between coarse and detailed normals
 * @param low of mm of relief wider than {@link DetailLosses#LOW_PASS}, which is the coarse model's
 * @param symmetry of mm between a hidden texel and its mirror image that is seen
 * @param smoothnessZone mm a texel squared, not punished: sharp folds are allowed
 * @param normalZone radians, not punished
 */
public record DetailWeights(
    float photometric,
    float truth,
    float depth,
    float uncertainty,
    float smoothness,
    float normalSmoothness,
    float size,
    float normal,
    float low,
    float symmetry,
    float smoothnessZone,
    float normalZone) {

  /** A start: photographs and renderings pull about equally. */
  public static DetailWeights standard() {
    return new DetailWeights(4, 10, 4, 0.05f, 0.5f, 0.2f, 0.05f, 0.5f, 0.5f, 0.3f, 0.03f, 0.08f);
  }

  /** Weights by name, in order. */
  public Map<String, Float> byName() {
    Map<String, Float> out = new LinkedHashMap<>();
    for (var component : getClass().getRecordComponents()) {
      try {
        out.put(component.getName(), (Float) component.getAccessor().invoke(this));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a record's own components cannot be read", e);
      }
    }
    return out;
  }
}
