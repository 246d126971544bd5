package dev.relievo.stage.displace;

import dev.relievo.nn.Precision;
import java.util.Optional;

/**
 * How relief is found.
 *
 * @param method by which
 * @param gate 0 to 1, the part of the relief found that is used of every face; empty where the
 *     evidence of each photograph decides
 * @param device where the network runs: auto, cpu or gpu:N
 * @param precision in which numbers it computes there
 */
public record DisplaceOptions(
    Method method, Optional<Float> gate, String device, Precision precision) {

  /** Ways to relief. */
  public enum Method {
    /** The trained network; none where the models folder has no network. */
    NETWORK,
    /** Every face stays as its coarse mesh is. */
    NONE
  }

  /** What the stage does unless told otherwise. */
  public static final DisplaceOptions DEFAULT =
      new DisplaceOptions(Method.NETWORK, Optional.empty(), "cpu", Precision.AUTO);

  /** Checks the gate's range. */
  public DisplaceOptions {
    gate.ifPresent(
        part -> {
          if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("a gate is 0 to 1, not " + part);
          }
        });
  }
}
