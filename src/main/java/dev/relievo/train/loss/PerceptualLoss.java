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
 */
public record PerceptualLoss(RecognitionFeatures features) {

  /** Part of the crop left out on each side: the network was trained on tighter crops. */
  private static final double MARGIN = 0.1;

  /**
   * The loss of each face; the gradient goes to the rendering.
   *
   * @param rendered N x 3 x S x S, sRGB, 0 to 1: faces over their photographs
   * @param photos N x 3 x S x S, sRGB, 0 to 1
   * @return N
   */
  public NDArray ofFaces(NDArray rendered, NDArray photos) {
    NDArray difference = features.of(middle(rendered)).sub(features.of(middle(photos)));
    return difference.square().sum(new int[] {1});
  }

  private static NDArray middle(NDArray pictures) {
    long size = pictures.getShape().get(2);
    long from = Math.round(MARGIN * size), to = size - from;
    return pictures.get(new NDIndex(":, :, %d:%d, %d:%d".formatted(from, to, from, to)));
  }
}
