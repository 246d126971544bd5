package dev.relievo.train.detail;

import dev.relievo.train.loss.NamedWeights;
import java.util.Map;

/**
 * How much each loss of stage two counts, and its dead zone. A photograph has the photometric loss,
 * a rendering the truth; the others keep relief what a displacement map may hold.
 *
 * @param photometric of sRGB difference on visible skin
 * @param truth of radians between true and found normals of a rendering
 * @param depth of mm between true and found relief of a rendering
 * @param uncertainty of the logarithm of the error that the network expects of itself
 * @param smoothness of mm of second differences a texel above {@link #smoothnessZone}
 * @param normalSmoothness of radians between neighbouring normals above {@link #normalZone}
 * @param size of mm
 * @param normal of squared radians between coarse and detailed normals
 * @param low of mm of relief wider than {@link DetailLosses#LOW_PASS}, which is the coarse model's
 * @param symmetry of mm between a hidden texel and its mirror image that is seen
 * @param smoothnessZone mm a texel squared, not punished: sharp folds are allowed
 * @param normalZone radians, not punished
 * @param shown how much more skin of renderings counts where its relief shows: by so many times the
 *     change of its brightness, 0 to 1, but at most for one of 0.03
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
    float normalZone,
    float shown) {

  /**
   * What relief is worth its place: a tenth of a millimetre has to take a hundredth off a
   * photograph's error. Where photographs pull harder, a network that is trained for long tells
   * them from renderings and explains every grain of theirs.
   */
  public static DetailWeights standard() {
    return new DetailWeights(
        1, 30, 20, 0.02f, 0.5f, 0.2f, 0.1f, 0.05f, 0.1f, 0.1f, 0.03f, 0.08f, 200);
  }

  /** Weights by name, in order. */
  public Map<String, Float> byName() {
    return NamedWeights.byName(this);
  }

  /**
   * The same with some replaced.
   *
   * @throws IllegalArgumentException where a name is none of these, or a number is not 0 or more
   */
  public DetailWeights with(Map<String, Float> changes) {
    return NamedWeights.with(this, changes);
  }
}
