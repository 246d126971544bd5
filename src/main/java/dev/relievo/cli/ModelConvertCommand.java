package dev.relievo.cli;

import dev.relievo.nn.convert.NetworkConversion;
import dev.relievo.tensor.ModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo model convert}: rebuilds the detection networks from their packages. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Rebuild the detection and landmark networks from the packages they came from.",
    footer = "%nExample:%n  relievo model convert --packages packages")
public final class ModelConvertCommand implements Callable<Integer> {

  @Option(
      names = "--packages",
      required = true,
      paramLabel = "DIR",
      description = "Folder with the packed npm packages that models/manifest.json names.")
  private Path packages;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "The models directory (default: ${DEFAULT-VALUE}).",
      defaultValue = "${sys:" + ModelStore.PROPERTY + ":-models}")
  private Path models;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    NetworkConversion.run(packages, models, spec.commandLine().getOut()::println);
    return 0;
  }
}
