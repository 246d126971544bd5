package dev.relievo.cli;

import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.DetailAblation;
import dev.relievo.train.DetailRun;
import dev.relievo.train.DetailSettings;
import dev.relievo.train.detail.DetailVariant;
import dev.relievo.train.detail.DetailWeights;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relievo train ablation}: what each part of the detail network is worth. */
@Command(
    name = "ablation",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train the detail network for a short while in several variants, each for as many steps on the"
          + " same faces, and print a table: along the normal or depth, residual or both pictures,"
          + " with and without visibility, dead zones, symmetry, photographs, renderings, and the"
          + " small network against the large one.",
      "A table from a few hundred steps says what helps to learn fast, not where each would end."
    },
    footer = "%nExample:%n  relievo train ablation --photos photos --out ablation.md --steps 400")
final class TrainAblationCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Spec private CommandSpec spec;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--coarse",
      paramLabel = "FILE",
      description = "The coarse network; default: the one in the models folder.")
  private Path coarse;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      defaultValue = ".relievo/train-ablation",
      description =
          "Folder of the runs; a table that was begun is gone on with. Default: ${DEFAULT-VALUE}.")
  private Path run;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder of faces in UV space, as train detail's; default: the run's.")
  private Path cache;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "400",
      description = "Steps of each training; default: ${DEFAULT-VALUE}.")
  private long steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "4",
      description = "Faces a step; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--renderings",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Faces to render with known relief, once; default: ${DEFAULT-VALUE}.")
  private int renderings;

  @Option(
      names = "--bfloat16",
      description = {
        "Compute the networks in bfloat16: half as fast again where the processor multiplies such"
            + " numbers (amx_bf16 or avx512_bf16 in /proc/cpuinfo)."
      })
  private boolean bfloat16;

  @Override
  public Integer call() throws IOException {
    DetailRun.Places places =
        new DetailRun.Places(
            training.photos(),
            Optional.ofNullable(coarse),
            Optional.empty(),
            cache == null ? run : cache,
            run,
            training.out());
    String table =
        new DetailAblation(
                new ModelStore(config.models()),
                new Stages(config.models()).model(),
                places,
                base(),
                training.device(),
                training.most(),
                line -> spec.commandLine().getErr().println("relievo: train ablation: " + line))
            .run();
    Files.writeString(training.out(), table);
    spec.commandLine().getOut().print(table);
    return ExitCode.OK;
  }

  private DetailSettings base() {
    try {
      return new DetailSettings(
          DetailSettings.Kind.stream,
          256,
          steps,
          batch,
          0.0008,
          50,
          training.seed(),
          0.5,
          renderings,
          64,
          (int) Math.min(steps, Integer.MAX_VALUE),
          DetailVariant.standard(),
          DetailWeights.standard(),
          bfloat16);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
