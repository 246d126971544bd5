package dev.relievo.cli;

import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.CoarseRun;
import dev.relievo.train.CoarseSettings;
import dev.relievo.train.CoarseTraining;
import dev.relievo.train.loss.LossWeights;
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

/** {@code relievo train coarse}: the network that regresses coefficients. */
@Command(
    name = "coarse",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train the network that regresses the face model's coefficients from a crop and its landmarks.",
      "The photographs are the supervision: each is compared with the rendering of what the network"
          + " made of it. Renderings of random faces, whose coefficients are known, are mixed in.",
      "",
      "DIR is any folder of photographs. With an index.csv (columns file, split and, if known,"
          + " person) those of split train are learned from and those of validation looked at;"
          + " without one, about one in twenty is kept for looking at.",
      "",
      "A run can be stopped (Ctrl-C, SIGTERM) and started again with the same command: it goes on"
          + " as if it had not been stopped. Steps, minutes, losses and what is looked at may change"
          + " between the two; seed, batch, rate, share, renderings and photographs may not. Its folder holds the settings, all losses as CSV and"
          + " plots, and sheets of validation faces: photograph, overlay, geometry, albedo, light."
    },
    footer = {
      "%nExamples:",
      "  relievo train coarse --photos photos --out coarse.safetensors",
      "  relievo train coarse --photos photos --out c.safetensors --minutes 60 --loss photometric=20"
    })
final class TrainCoarseCommand implements Callable<Integer> {

  /** Weight of the perceptual loss where it is on. */
  private static final float PERCEPTUAL = 0.2f;

  @Inject RelievoConfig config;
  @Spec private CommandSpec spec;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Start from this network instead of random weights, for instance from"
              + " models/coarse/relievo-coarse.safetensors.")
  private Path from;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      defaultValue = ".relievo/train-coarse",
      description =
          "Folder of the run: cache, checkpoint, losses, pictures; default: ${DEFAULT-VALUE}.")
  private Path run;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "12000",
      description = "Steps of the optimiser; default: ${DEFAULT-VALUE}.")
  private long steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Faces a step; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description =
          "Highest learning rate; it falls to a hundredth along a cosine. Default:"
              + " ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--synthetic",
      paramLabel = "N",
      defaultValue = "12000",
      description = "Faces to render, once; 0 for photographs alone. Default: ${DEFAULT-VALUE}.")
  private int synthetic;

  @Option(
      names = "--share",
      paramLabel = "X",
      defaultValue = "0.5",
      description = "Share of renderings in a batch, 0 to 1; default: ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--render-every",
      paramLabel = "N",
      defaultValue = "1",
      description = "Compare pictures every N steps only; default: ${DEFAULT-VALUE}.")
  private int renderEvery;

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      defaultValue = "250",
      description = "Steps between two looks at validation faces; default: ${DEFAULT-VALUE}.")
  private int validateEvery;

  @Option(
      names = "--loss",
      paramLabel = "NAME=WEIGHT",
      description = "Another weight for a loss; may be repeated. settings.json lists them.")
  private Map<String, Float> losses = new LinkedHashMap<>();

  @Option(
      names = "--recognition",
      paramLabel = "FILE|DIR",
      description = {
        "The package @vladmandic/face-api, packed or unpacked: switches the perceptual loss on, with"
            + " weight 0.2 unless --loss gives one."
      })
  private Path recognition;

  @Override
  public Integer call() throws IOException {
    CoarseSettings settings = settings();
    Duration most = training.most();
    CoarseRun.Places places =
        new CoarseRun.Places(
            training.photos(),
            Optional.ofNullable(recognition),
            Optional.ofNullable(from),
            run,
            training.out());
    try (CoarseRun opened =
        CoarseRun.open(
            new ModelStore(config.models()),
            new Stages(config.models()).model(),
            places,
            training.device(),
            settings,
            this::say)) {
      CoarseTraining.End end = opened.train(most);
      PrintWriter screen = spec.commandLine().getOut();
      screen.printf("%s: the network after step %d%n", training.out(), opened.step());
      screen.printf("%s: losses, plots and sheets of faces%n", run);
      return end == CoarseTraining.End.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.OK;
    }
  }

  private CoarseSettings settings() {
    try {
      return new CoarseSettings(
          steps,
          batch,
          rate,
          200,
          training.seed(),
          synthetic == 0 ? 0 : share,
          synthetic,
          renderEvery,
          96,
          validateEvery,
          weights());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private LossWeights weights() {
    LossWeights weights = LossWeights.standard();
    if (recognition != null) {
      weights = weights.with(Map.of("perceptual", PERCEPTUAL));
    }
    weights = weights.with(losses);
    if (recognition == null && weights.perceptual() > 0) {
      throw new IllegalArgumentException(
          "the perceptual loss needs a network: name its package with --recognition");
    }
    return weights;
  }

  private void say(String line) {
    spec.commandLine().getErr().println("relievo: train coarse: " + line);
  }
}
