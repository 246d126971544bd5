package dev.relievo.stream;

import dev.relievo.stage.Stages;
import dev.relievo.stage.regress.RegressOptions;

/** The stages as {@link RelievoConfig} has them; every command makes them here. */
public final class ConfiguredStages {

  private ConfiguredStages() {}

  /** Loads nothing yet. */
  public static Stages of(RelievoConfig config) {
    RelievoConfig.Regress regress = config.regress();
    return new Stages(
        config.models(),
        new RegressOptions(regress.method(), regress.refinePose(), config.device()));
  }
}
