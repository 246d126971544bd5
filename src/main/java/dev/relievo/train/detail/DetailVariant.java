package dev.relievo.train.detail;

import dev.relievo.stage.displace.DetailInput;

/**
 * What an ablation changes of what the network sees and what its answer means; {@link #standard()}
 * is what the stream runs.
 *
 * @param depth relief stands along the model's depth, as published, in place of the normal
 * @param concatenated the network sees photograph and rendering in place of their difference
 * @param blind the network does not see which texels are visible
 */
public record DetailVariant(boolean depth, boolean concatenated, boolean blind) {

  /** Along the normal, residual, with visibility. */
  public static DetailVariant standard() {
    return new DetailVariant(false, false, false);
  }

  /** Maps that the network sees. */
  public int channels() {
    return DetailInput.CHANNELS + (concatenated ? 3 : 0);
  }
}
