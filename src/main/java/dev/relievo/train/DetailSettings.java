package dev.relievo.train;

import dev.relievo.stage.displace.Gate;
import dev.relievo.train.detail.DetailSource;
import dev.relievo.train.detail.DetailVariant;
import dev.relievo.train.detail.DetailWeights;

/**
 * How the detail network is trained; kept in the run's folder.
 *
 * @param network which of the two
 * @param size of the maps, texels
 * @param steps of the optimiser
 * @param batch faces a step
 * @param learningRate the highest one: it rises over {@link #warmUp} steps and falls along half a
 *     cosine to a hundredth
 * @param warmUp steps
 * @param seed of weights, batches and renderings
 * @param renderedShare share of renderings in a batch, 0 to 1
 * @param renderings faces to render
 * @param validation most photographs to look at that are kept out of training
 * @param validateEvery steps between two looks at them
 * @param variant what an ablation changes
 * @param weights of the losses
 * @param bfloat16 whether the network is computed in bfloat16, its parameters kept in f32: faster
 *     on processors that multiply it (AMX, AVX-512) or on a GPU
 */
public record DetailSettings(
    Kind network,
    int size,
    long steps,
    int batch,
    double learningRate,
    int warmUp,
    long seed,
    double renderedShare,
    int renderings,
    int validation,
    int validateEvery,
    DetailVariant variant,
    DetailWeights weights,
    boolean bfloat16) {

  /** Which network. */
  public enum Kind {
    /** Small enough for a stream on two cores; made for maps of 256 texels. */
    stream,
    /** As published, 22 million parameters; 512 texels. */
    paper
  }

  /**
   * Rejects what cannot be trained with.
   *
   * @throws IllegalArgumentException that names the figure
   */
  public DetailSettings {
    CoarseSettings.require(
        Integer.bitCount(size) == 1 && size >= 64 && size <= 1024,
        "maps have 64 to 1024 texels, a power of two",
        size);
    CoarseSettings.require(steps >= 1, "at least 1 step is needed", steps);
    CoarseSettings.require(batch >= 1, "at least 1 face a step is needed", batch);
    CoarseSettings.require(
        learningRate > 0 && learningRate < 1, "the rate lies between 0 and 1", learningRate);
    CoarseSettings.require(warmUp >= 0, "the rate rises over 0 steps or more", warmUp);
    CoarseSettings.require(
        renderedShare >= 0 && renderedShare <= 1,
        "the share of renderings lies between 0 and 1",
        renderedShare);
    CoarseSettings.require(
        DetailSource.heldOut(renderings) >= Gate.LEAST_FACES,
        "a quarter of the renderings is kept to learn the gate from, and has %d or more"
            .formatted(Gate.LEAST_FACES),
        DetailSource.heldOut(renderings));
    CoarseSettings.require(validation >= 1, "at least 1 face is looked at", validation);
    CoarseSettings.require(
        validateEvery >= 1, "faces are looked at every 1 step or more", validateEvery);
  }

  /** The learning rate at a step that counts from 1. */
  double rate(long step) {
    return CoarseSettings.cosine(learningRate, warmUp, steps, step);
  }

  /** The network's layers. */
  DetailArchitecture architecture() {
    return network == Kind.stream
        ? DetailArchitecture.stream(variant.channels(), size)
        : DetailArchitecture.paper(variant.channels(), size);
  }
}
