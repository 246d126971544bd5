package dev.relievo.cli;

import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.CoarseTraining;
import dev.relievo.train.DetailRun;
import dev.relievo.train.DetailSettings;
import dev.relievo.train.detail.DetailVariant;
import dev.relievo.train.detail.DetailWeights;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relievo train detail}: the network that finds relief. */
@Command(
    name = "detail",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train the network that finds wrinkles and folds: a displacement map over the face's chart.",
      "The coarse network is held still. Photographs are the supervision, compared with the"
          + " rendering of the displaced surface; faces rendered with known relief are mixed in.",
      "",
      "DIR is any folder of photographs, as for train coarse; the sharper, the better: what a"
          + " photograph resolves worse than half a pixel a millimetre is left out.",
      "",
      "A run can be stopped (Ctrl-C, SIGTERM) and started again with the same command. Its folder"
          + " holds the settings, all losses as CSV and plots, validation figures, and sheets of"
          + " faces: photograph, residual, relief found, true relief."
    },
    footer = {
      "%nExamples:",
      "  relievo train detail --photos photos --out detail.safetensors",
      "  relievo train detail --photos photos --coarse c.safetensors --out d.safetensors --minutes 60"
    })
final class TrainDetailCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Spec private CommandSpec spec;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--coarse",
      paramLabel = "FILE",
      description = "The coarse network; default: the one in the models folder.")
  private Path coarse;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Start from this network instead of random weights, for instance from"
              + " models/detail/relievo-detail.safetensors. One with fewer channels or layers"
              + " grows: what it lacks is drawn anew.")
  private Path from;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      defaultValue = ".relievo/train-detail",
      description = "Folder of the run: checkpoint, losses, pictures; default: ${DEFAULT-VALUE}.")
  private Path run;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder of faces in UV space, which runs may share; default: the run's.")
  private Path cache;

  @Option(
      names = "--network",
      paramLabel = "N",
      defaultValue = "stream",
      description = {
        "${COMPLETION-CANDIDATES}: small, for two cores, at 256 texels; or as published, 22 million"
            + " parameters, at 512. Default: ${DEFAULT-VALUE}."
      })
  private DetailSettings.Kind network;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Side of the maps in texels; default: 256, or 512 for paper.")
  private Integer size;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "6000",
      description = "Steps of the optimiser; default: ${DEFAULT-VALUE}.")
  private long steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Faces a step; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "0.0008",
      description =
          "Highest learning rate; it falls to a hundredth along a cosine. Default:"
              + " ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--renderings",
      paramLabel = "N",
      defaultValue = "6000",
      description =
          "Faces to render with known relief, once, 112 or more; default: ${DEFAULT-VALUE}.")
  private int renderings;

  @Option(
      names = "--share",
      paramLabel = "X",
      defaultValue = "0.5",
      description =
          "Share of renderings in a batch, 0 to 1; with 0 they only judge. Default:"
              + " ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      defaultValue = "250",
      description = "Steps between two looks at validation faces; default: ${DEFAULT-VALUE}.")
  private int validateEvery;

  @Option(
      names = "--loss",
      paramLabel = "NAME=X",
      description =
          "Another weight or dead zone of a loss; may be repeated. settings.json lists them.")
  private Map<String, Float> losses = new LinkedHashMap<>();

  @Option(
      names = "--along-depth",
      description = "Relief along the model's depth in place of its normal, as published.")
  private boolean alongDepth;

  @Option(
      names = "--concatenated",
      description = "Show the network photograph and rendering in place of their difference.")
  private boolean concatenated;

  @Option(names = "--blind", description = "Hide the visibility map from the network.")
  private boolean blind;

  @Option(
      names = "--bfloat16",
      description = {
        "Compute the network in bfloat16: half as fast again where the processor multiplies such"
            + " numbers (amx_bf16 or avx512_bf16 in /proc/cpuinfo). What is written is the same kind"
            + " of network."
      })
  private boolean bfloat16;

  @Override
  public Integer call() throws IOException {
    DetailSettings settings = settings();
    Duration most = training.most();
    DetailRun.Places places =
        new DetailRun.Places(
            training.photos(),
            Optional.ofNullable(coarse),
            Optional.ofNullable(from),
            cache == null ? run : cache,
            run,
            training.out());
    try (DetailRun opened =
        DetailRun.open(
            new ModelStore(config.models()),
            new Stages(config.models()).model(),
            places,
            training.device(),
            settings,
            line -> spec.commandLine().getErr().println("relievo: train detail: " + line))) {
      CoarseTraining.End end = opened.train(most);
      PrintWriter screen = spec.commandLine().getOut();
      screen.printf("%s: the network after step %d%n", training.out(), opened.step());
      screen.printf("%s: losses, plots and sheets of faces%n", run);
      return end == CoarseTraining.End.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.OK;
    }
  }

  private DetailSettings settings() {
    try {
      boolean paper = network == DetailSettings.Kind.paper;
      return new DetailSettings(
          network,
          size != null ? size : paper ? 512 : 256,
          steps,
          batch,
          rate,
          200,
          training.seed(),
          share,
          renderings,
          64,
          validateEvery,
          new DetailVariant(alongDepth, concatenated, blind),
          DetailWeights.standard().with(losses),
          bfloat16);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
