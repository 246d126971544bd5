package dev.relievo.cli;

import dev.relievo.stage.Stages;
import dev.relievo.stream.Chain;
import dev.relievo.stream.StageRunner;

/** Brings stages and their topics together. */
final class StageStarter {

  private StageStarter() {}

  /** Loads a stage, warm, and starts it. */
  static void start(String stage, Stages stages, StageRunner runner) {
    switch (stage) {
      case "detect" -> runner.start(Chain.detect(), stages.detect());
      case "regress" -> runner.start(Chain.regress(), stages.regress());
      case "unwrap" -> runner.start(Chain.unwrap(), stages.unwrap());
      case "displace" -> runner.start(Chain.displace(), stages.displace());
      case "mesh" -> runner.start(Chain.mesh(), stages.mesh());
      default ->
          throw new CommandFailure(
              ExitCode.USAGE,
              "there is no stage " + stage + "; the stages are " + String.join(", ", Chain.STAGES));
    }
  }
}
