package dev.relievo.cli;

import dev.relievo.nn.FaceDetectorOptions;
import dev.relievo.stage.Stages;
import dev.relievo.stage.TrackOptions;
import dev.relievo.stage.displace.DisplaceOptions;
import dev.relievo.stage.regress.RegressOptions;
import dev.relievo.stream.RelievoConfig;
import java.util.Optional;

/** The stages as {@link RelievoConfig} has them. */
final class ConfiguredStages {

  private static final String AUTO = "auto";

  private ConfiguredStages() {}

  /**
   * Loads nothing yet.
   *
   * @throws CommandFailure where an option is out of its range
   */
  static Stages of(RelievoConfig config) {
    int size = config.unwrap().size();
    if (size < 2 || Integer.bitCount(size) != 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "relievo.unwrap.size must be a power of two, such as 256, not " + size);
    }
    float nearFace = config.detect().nearFace();
    if (!(nearFace > 0)) {
      throw new CommandFailure(
          ExitCode.USAGE, "relievo.detect.near-face must be above 0, not " + nearFace);
    }
    boolean photographs = config.privacy() == RelievoConfig.Privacy.PHOTOGRAPHS;
    if (!photographs && config.stage().deadLetterPayload()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "relievo.stage.dead-letter-payload would keep pictures of faces, which"
              + " relievo.privacy=coefficients is to prevent; leave one of them out");
    }
    RelievoConfig.Regress regress = config.regress();
    return new Stages(
        config.models(),
        FaceDetectorOptions.DEFAULT.withNearFace(nearFace),
        new RegressOptions(
            regress.method(),
            regress.refinePose(),
            regress.refineLight(),
            config.device(),
            photographs),
        size,
        new DisplaceOptions(
            config.displace().method(),
            gate(config.displace().gate()),
            config.device(),
            config.displace().precision()),
        track(config.track()));
  }

  private static TrackOptions track(RelievoConfig.Track track) {
    try {
      return new TrackOptions(
          track.enabled(), track.gap(), track.memory(), track.rest(), track.response());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** A number, or empty for {@code auto}. */
  private static Optional<Float> gate(String option) {
    if (option.equals(AUTO)) {
      return Optional.empty();
    }
    try {
      float gate = Float.parseFloat(option);
      if (gate >= 0 && gate <= 1) {
        return Optional.of(gate);
      }
    } catch (NumberFormatException e) {
      // Neither word nor number: said below.
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "relievo.displace.gate must be auto or a number from 0 to 1, not " + option);
  }
}
