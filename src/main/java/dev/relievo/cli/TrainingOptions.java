package dev.relievo.cli;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every training is told. */
final class TrainingOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--photos",
      required = true,
      paramLabel = "DIR",
      description = "Folder of photographs.")
  private Path photos;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "What is written in the end; a network is also written for PyTorch, as .pt.")
  private Path out;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Stop after this time; the next run goes on. Default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "auto",
      description = "auto, cpu or gpu:N; default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of weights, batches and renderings; default: ${DEFAULT-VALUE}.")
  private long seed;

  Path photos() {
    return photos;
  }

  Path out() {
    return out;
  }

  /**
   * How long to train.
   *
   * @throws ParameterException where that is no time
   */
  Duration most() {
    if (!(minutes > 0 && minutes < 1e9)) {
      throw new ParameterException(
          spec.commandLine(), "--minutes needs a time above 0, not " + minutes);
    }
    return Duration.ofMillis((long) (60_000 * minutes));
  }

  String device() {
    return device;
  }

  long seed() {
    return seed;
  }
}
