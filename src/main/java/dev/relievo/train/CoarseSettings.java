package dev.relievo.train;

import dev.relievo.train.loss.LossWeights;

/**
 * How the coarse network is trained; kept in the run's folder.
 *
 * @param steps of the optimiser
 * @param batch faces a step
 * @param learningRate the highest one: it rises over {@link #warmUp} steps and falls along half a
 *     cosine to a hundredth
 * @param warmUp steps
 * @param seed of weights, batches and synthetic faces
 * @param syntheticShare share of synthetic faces in a batch, 0 to 1
 * @param synthetic faces to render
 * @param renderEvery steps between two that also compare pictures; 1 compares at each
 * @param validation most faces to look at that are kept out of training
 * @param validateEvery steps between two looks at them
 * @param weights of the losses
 */
public record CoarseSettings(
    long steps,
    int batch,
    double learningRate,
    int warmUp,
    long seed,
    double syntheticShare,
    int synthetic,
    int renderEvery,
    int validation,
    int validateEvery,
    LossWeights weights) {

  /**
   * Rejects what cannot be trained with.
   *
   * @throws IllegalArgumentException that names the figure
   */
  public CoarseSettings {
    require(steps >= 1, "at least 1 step is needed", steps);
    require(batch >= 2, "at least 2 faces a step are needed", batch);
    require(learningRate > 0 && learningRate < 1, "the rate lies between 0 and 1", learningRate);
    require(warmUp >= 0, "the rate rises over 0 steps or more", warmUp);
    require(
        syntheticShare >= 0 && syntheticShare <= 1,
        "the share of renderings lies between 0 and 1",
        syntheticShare);
    require(
        synthetic >= (syntheticShare > 0 ? 1 : 0),
        "a share of renderings needs at least 1 rendering",
        synthetic);
    require(renderEvery >= 1, "pictures are compared every 1 step or more", renderEvery);
    require(validation >= 1, "at least 1 face is looked at", validation);
    require(validateEvery >= 1, "faces are looked at every 1 step or more", validateEvery);
  }

  /** Rejects a figure that breaks a rule. */
  static void require(boolean holds, String rule, Number actual) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", not " + actual);
    }
  }

  /** Weights at a step that counts from 1: what needs a picture only where one is compared. */
  LossWeights weightsAt(long step) {
    return step % renderEvery == 0 ? weights : weights.withoutPictures();
  }

  /** The learning rate at a step that counts from 1. */
  double rate(long step) {
    return cosine(learningRate, warmUp, steps, step);
  }

  /** Rises over a warm-up, then falls along half a cosine to a hundredth. */
  static double cosine(double highest, int warmUp, long steps, long step) {
    if (step <= warmUp) {
      return highest * step / warmUp;
    }
    double done = Math.min(1, (double) (step - warmUp) / Math.max(1, steps - warmUp));
    return highest * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * done)));
  }
}
