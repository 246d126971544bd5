package dev.relievo.train.loss;

import ai.djl.ndarray.NDArray;

/** What a coefficient may be before any picture is seen. */
public final class PriorLoss {

  private PriorLoss() {}

  /**
   * Mean squared coefficient: minus the logarithm of the model's normal prior, but for constants.
   *
   * @param coefficients N x K, standard deviations
   * @return N
   */
  public static NDArray ofCoefficients(NDArray coefficients) {
    return coefficients.square().mean(new int[] {1});
  }

  /**
   * How far raw blendshape weights leave 0..1: the sum of squared excesses, which does not change
   * weights within.
   *
   * @param expression N x E, raw
   * @return N
   */
  public static NDArray ofBounds(NDArray expression) {
    return expression.sub(expression.clip(0, 1)).square().sum(new int[] {1});
  }
}
