package dev.relievo.train.loss;

import java.util.Map;

/**
 * How much each term counts. A term of weight 0 is not computed.
 *
 * @param photometric of sRGB difference in 0..1
 * @param perceptual of the distance of face-recognition features
 * @param landmark of per cent of the crop's side
 * @param landmarkDepth of per cent of the crop's side
 * @param contour of per cent of the crop's side
 * @param identityPrior of squared standard deviations
 * @param correctivePrior of squared standard deviations
 * @param expressionPrior of squared blendshape weights
 * @param albedoPrior of squared standard deviations
 * @param expressionBounds of squared excess over 0..1
 * @param neutral of mm between vertices, without expression
 * @param shape of mm between vertices
 * @param projected of per cent of the crop's side between vertices' places in the picture
 * @param albedo of linear light between vertices
 * @param rotation of squared Frobenius distance
 * @param placement of squared normalised crop units
 * @param light of irradiance / pi
 * @param person of mm between neutral vertices of one person's photographs
 * @param mirror of mm between vertices of a picture and its mirror image
 * @param teacher how much the fit's truth of a photograph counts, a rendering's being 1
 */
public record LossWeights(
    float photometric,
    float perceptual,
    float landmark,
    float landmarkDepth,
    float contour,
    float identityPrior,
    float correctivePrior,
    float expressionPrior,
    float albedoPrior,
    float expressionBounds,
    float neutral,
    float shape,
    float projected,
    float albedo,
    float rotation,
    float placement,
    float light,
    float person,
    float mirror,
    float teacher) {

  /**
   * A start: terms that see the picture and terms that know the truth pull about equally on a
   * network that has begun to learn.
   */
  public static LossWeights standard() {
    return new LossWeights(
        20, 0, 2, 0.05f, 0.3f, 0.02f, 0.02f, 0.2f, 0.02f, 1, 0.5f, 0.5f, 0.5f, 30, 10, 5, 3, 0.1f,
        0.1f, 0.3f);
  }

  /** The same without the terms for which faces have to be rendered. */
  public LossWeights withoutPictures() {
    return with(Map.of("photometric", 0f, "perceptual", 0f));
  }

  /** Weights by name, in order; names are those of the components. */
  public Map<String, Float> byName() {
    return NamedWeights.byName(this);
  }

  /**
   * The same with some weights replaced.
   *
   * @throws IllegalArgumentException where a name is none of the weights', or a weight is not 0 or
   *     more
   */
  public LossWeights with(Map<String, Float> changes) {
    return NamedWeights.with(this, changes);
  }
}
