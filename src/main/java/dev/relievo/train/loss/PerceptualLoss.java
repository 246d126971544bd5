package dev.relievo.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.relievo.nn.RecognitionFeatures;

/**
 * Squared distance between the face-recognition features of the photograph and of the rendering
 * laid over it (Chen et al., 2020): it holds what makes a person recognisable where colours alone
 * would be content with a blur.
 *
 * @param features frozen
 * @param most faces of a batch that are compared, the first ones: the features cost as much as
 *     everything else together
 */
public record PerceptualLoss(RecognitionFeatures features, int most) {

  /** Part of the crop left out on each side: the network was trained on tighter crops. */
  private static final double MARGIN = 0.1;

  /**
   * The loss of each face; the gradient goes to the rendering.
   *
   * @param rendered N x 3 x S x S, sRGB, 0 to 1: faces over their photographs
   * @param photos N x 3 x S x S, sRGB, 0 to 1
   * @return at most {@link #most} numbers
   */
  public NDArray ofFaces(NDArray rendered, NDArray photos) {
    NDArray difference = features.of(middle(rendered)).sub(features.of(middle(photos)));
    return difference.square().sum(new int[] {1});
  }

  private NDArray middle(NDArray pictures) {
    long count = Math.min(most, pictures.getShape().get(0));
    long size = pictures.getShape().get(2);
    long from = Math.round(MARGIN * size), to = size - from;
    return pictures.get(new NDIndex("0:%d, :, %d:%d, %d:%d".formatted(count, from, to, from, to)));
  }
}
