package dev.relievo.cli;

import dev.relievo.export.FaceFiles;
import dev.relievo.export.FaceFormat;
import dev.relievo.record.FaceMesh;
import dev.relievo.stage.OfflineChain;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stages;
import dev.relievo.stream.RelievoConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo reconstruct}: the stages without Kafka. */
@Command(
    name = "reconstruct",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make 3D faces of photographs, without Kafka.",
      "Writes for each face a GLB, an OBJ with MTL and texture, a PLY, a JSON of coefficients,"
          + " displacement and normal maps where there is relief, and a preview PNG, or what --format"
          + " names; named after the photograph and the face's index from the left."
    },
    footer =
        "%nExamples:%n  relievo reconstruct family.jpg --out faces%n"
            + "  relievo reconstruct family.jpg --out faces --format glb --expressions")
final class ReconstructCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PHOTO",
      description = "Photographs, or folders of them.")
  private List<Path> paths;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the files.")
  private Path out;

  @Mixin private FormatOption formats;
  @Mixin private MeshOption mesh;

  private FaceFiles files;
  private int exitCode = ExitCode.OK;

  @Override
  public Integer call() throws IOException {
    List<PhotoFile> photos = PhotoFile.read(paths);
    Files.createDirectories(out);
    Stages stages = ConfiguredStages.of(config);
    files = new FaceFiles(stages.model(), mesh.style());
    try (OfflineChain chain = stages.offline()) {
      for (PhotoFile photo : photos) {
        reconstruct(photo, chain);
      }
    }
    return exitCode;
  }

  private void reconstruct(PhotoFile photo, OfflineChain chain) throws IOException {
    var outcome = chain.reconstruct(photo.frame("reconstruct", Instant.now()));
    if (outcome instanceof Outcome.Failed<Outcome<FaceMesh>> failed) {
      complain(ExitCode.BAD_INPUT, photo.source() + ": " + failed.message());
      return;
    }
    List<Outcome<FaceMesh>> faces = ((Outcome.Done<Outcome<FaceMesh>>) outcome).outputs();
    if (faces.isEmpty()) {
      complain(ExitCode.INCOMPLETE, photo.source() + ": no face was found");
      return;
    }
    for (int i = 0; i < faces.size(); i++) {
      if (faces.get(i) instanceof Outcome.Failed<FaceMesh> failed) {
        complain(ExitCode.INCOMPLETE, photo.source() + ", face " + i + ": " + failed.message());
      } else {
        write(photo, ((Outcome.Done<FaceMesh>) faces.get(i)).outputs().get(0));
      }
    }
  }

  private void write(PhotoFile photo, FaceMesh face) throws IOException {
    String name = photo.name() + "-" + face.getFace().getFaceIndex();
    Path glb = files.write(out, name, face, photo.decoded(), formats.or(FaceFormat.ALL)).get(0);
    spec.commandLine().getOut().printf("%s: %s%n", photo.source(), glb);
  }

  private void complain(int code, String message) {
    exitCode = Math.max(exitCode, code);
    spec.commandLine().getErr().println("relievo: " + message.replaceAll("\\s*\\R\\s*", " "));
  }
}
