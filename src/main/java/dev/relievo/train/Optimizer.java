package dev.relievo.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Adam (Kingma and Ba, 2015) with decoupled weight decay (Loshchilov and Hutter, 2019), the
 * gradient's norm clipped, over one vector of parameters; beside it runs an average of the
 * parameters over the last steps (Polyak and Juditsky, 1992), which is what is evaluated and kept.
 */
final class Optimizer implements AutoCloseable {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double LARGEST_NORM = 5;

  /** A gradient that no face has: a triangle seen from its edge. The step is left out. */
  private static final double ABSURD = 1e4;

  private static final double AVERAGE = 0.998;

  private final NDManager manager;
  private final NDArray parameters;
  private final NDArray first;
  private final NDArray second;
  private final NDArray average;
  private final NDArray decays;

  /**
   * Starts, or goes on, from a state.
   *
   * @param state is not changed
   * @param decays how each parameter decays a step, in parts of the learning rate
   */
  Optimizer(NDManager parent, State state, float[] decays) {
    manager = parent.newSubManager();
    parameters = manager.create(state.parameters());
    first = manager.create(state.first());
    second = manager.create(state.second());
    average = manager.create(state.average());
    this.decays = manager.create(decays);
  }

  /**
   * What the optimiser knows: four vectors of one length.
   *
   * @param parameters the current ones
   * @param first running mean of the gradient
   * @param second running mean of its square
   * @param average of the parameters
   */
  record State(float[] parameters, float[] first, float[] second, float[] average) {

    /** Before the first step. */
    static State of(float[] parameters) {
      int n = parameters.length;
      return new State(parameters, new float[n], new float[n], parameters.clone());
    }
  }

  /** The current parameters; not to be changed. */
  NDArray parameters() {
    return parameters;
  }

  /** The averaged parameters; not to be changed. */
  NDArray average() {
    return average;
  }

  /** A copy of everything. */
  State state() {
    return new State(
        parameters.toFloatArray(),
        first.toFloatArray(),
        second.toFloatArray(),
        average.toFloatArray());
  }

  /**
   * Takes a step. A gradient that is not finite, or absurdly large, is left out.
   *
   * @param gradient of the parameters
   * @param rate the learning rate
   * @param step counts from 1
   * @return the gradient's norm before it was clipped
   */
  float step(NDArray gradient, double rate, long step) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray g = copy(gradient, scope);
      float norm = g.norm().getFloat();
      if (!(norm < ABSURD)) {
        return norm;
      }
      g.muli(Math.min(1, LARGEST_NORM / Math.max(norm, 1e-12)));
      first.muli(BETA1).addi(g.mul(1 - BETA1));
      second.muli(BETA2).addi(g.square().muli(1 - BETA2));
      double unbias1 = 1 - Math.pow(BETA1, step);
      double unbias2 = 1 - Math.pow(BETA2, step);
      NDArray width = copy(second, scope).divi(unbias2).sqrt().addi(EPSILON);
      NDArray change = copy(first, scope).divi(unbias1).divi(width);
      change.addi(copy(parameters, scope).muli(decays));
      parameters.subi(change.muli(rate));
      // Early on the average follows closely: the start is forgotten soon.
      double keep = Math.min(AVERAGE, (1.0 + step) / (10.0 + step));
      average.muli(keep).addi(copy(parameters, scope).muli(1 - keep));
      return norm;
    }
  }

  private static NDArray copy(NDArray array, NDManager scope) {
    NDArray out = array.duplicate();
    out.attach(scope);
    return out;
  }

  @Override
  public void close() {
    manager.close();
  }
}
