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

  /** Rejects what cannot be trained with. */
  public CoarseSettings {
    if (steps < 1 || batch < 2 || !(learningRate > 0) || warmUp < 0) {
      throw new IllegalArgumentException(
          "a training needs at least 1 step, 2 faces a batch and a learning rate above 0");
    }
    if (!(syntheticShare >= 0 && syntheticShare <= 1)) {
      throw new IllegalArgumentException("the synthetic share lies between 0 and 1");
    }
  }

  /** Weights at a step that counts from 1: what needs a picture only where one is compared. */
  LossWeights weightsAt(long step) {
    return step % renderEvery == 0 ? weights : weights.withoutPictures();
  }

  /** The learning rate at a step that counts from 1. */
  double rate(long step) {
    if (step <= warmUp) {
      return learningRate * step / warmUp;
    }
    double done = Math.min(1, (double) (step - warmUp) / Math.max(1, steps - warmUp));
    return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * done)));
  }
}
