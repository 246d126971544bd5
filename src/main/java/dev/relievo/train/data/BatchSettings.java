package dev.relievo.train.data;

/**
 * How batches are made.
 *
 * @param seed of everything random
 * @param batchSize faces a batch
 * @param pictureSize side of the pictures, pixels
 * @param syntheticShare part of a batch that is rendered, 0 to 1
 */
public record BatchSettings(long seed, int batchSize, int pictureSize, double syntheticShare) {

  /** Checks the ranges. */
  public BatchSettings {
    if (batchSize < 1 || pictureSize < 16 || !(syntheticShare >= 0 && syntheticShare <= 1)) {
      throw new IllegalArgumentException(
          "a batch needs at least one face, pictures of at least 16 pixels and a share of 0 to 1:"
              + " %d, %d, %s".formatted(batchSize, pictureSize, syntheticShare));
    }
  }
}
