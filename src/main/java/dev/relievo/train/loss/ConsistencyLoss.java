package dev.relievo.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.relievo.train.Pairs;

/**
 * Agreement of faces that ought to be the same: two photographs of one person, or a picture and its
 * mirror image.
 */
public final class ConsistencyLoss {

  private ConsistencyLoss() {}

  /**
   * Mean distance between the vertices of paired faces, mm; the gradient goes to both.
   *
   * @param vertices N x V x 3, mm, none mirrored
   * @param pairs at least one
   * @return a number
   */
  public static NDArray of(NDArray vertices, Pairs pairs) {
    NDManager manager = vertices.getManager();
    NDArray a = vertices.get(manager.create(pairs.first()));
    NDArray b = vertices.get(manager.create(pairs.second()));
    return SupervisedLoss.ofPoints(a, b).mean();
  }
}
