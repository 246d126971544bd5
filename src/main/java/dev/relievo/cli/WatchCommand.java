package dev.relievo.cli;

import dev.relievo.export.FaceFiles;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.FrameResult;
import dev.relievo.stream.ChainEvent;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.Printable;
import dev.relievo.stream.RelievoConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo watch}: writes meshes as they come and prints every answer. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write each mesh as a GLB file and print each answer, until interrupted.",
      "Dense meshes are made here, from the relief that the records carry.",
      "A file is named after camera, sequence and the face's index; a replay writes the same file."
    },
    footer = "%nExample:%n  relievo watch --out meshes --from-beginning")
final class WatchCommand implements Callable<Integer> {

  private static final int MAX_NAME = 100;

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the files.")
  private Path out;

  @Option(
      names = "--from-beginning",
      description = "Start at the oldest record that is still there, not at now.")
  private boolean fromBeginning;

  @Option(names = "--meshes", paramLabel = "N", description = "End after N meshes; default: never.")
  private long most = Long.MAX_VALUE;

  @Mixin private DetailOption detail;

  /** Makes dense meshes; null where each record's own is wanted, which needs no face model. */
  private FaceFiles files;

  private long written;

  @Override
  public Integer call() throws IOException {
    if (detail.detail().mode().isDense()) {
      files = new FaceFiles(ConfiguredStages.of(config).model(), detail.detail());
    }
    Files.createDirectories(out);
    ChainReader.From from = fromBeginning ? ChainReader.From.BEGINNING : ChainReader.From.NOW;
    try (ChainReader reader = new ChainReader(kafka.settings(config), from)) {
      while (written < most) {
        reader.poll(Duration.ofSeconds(1)).forEach(this::show);
      }
    }
    return ExitCode.OK;
  }

  private void show(ChainEvent event) {
    if (event instanceof ChainEvent.FrameAnswered answered) {
      print(answered.result());
    } else if (event instanceof ChainEvent.FaceAnswered answered) {
      print(answered.result());
    } else if (event instanceof ChainEvent.Meshed meshed) {
      write(meshed.mesh());
    } else if (event instanceof ChainEvent.Unreadable unreadable) {
      say(
          "%s-%d at offset %d cannot be read: %s",
          unreadable.topic(), unreadable.partition(), unreadable.offset(), unreadable.why());
    }
  }

  private void print(FrameResult frame) {
    String why = frame.getMessage() == null ? "" : ": " + frame.getMessage();
    say(
        "%s/%d %s, %d faces%s",
        frame.getCameraId(), frame.getSequence(), frame.getStatus(), frame.getFaceCount(), why);
  }

  private void print(FaceResult face) {
    if (face.getStatus() != FaceStatus.MESHED) {
      say(
          "%s %s in %s: %s",
          face.getFace().getFaceId(), face.getStatus(), face.getStage(), face.getMessage());
    }
  }

  private void write(FaceMesh mesh) {
    if (written == most) {
      return;
    }
    Path file = out.resolve(fileName(mesh.getFace()));
    ByteBuffer bytes = glb(mesh);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    written++;
    say("%s meshed: %s", mesh.getFace().getFaceId(), file);
  }

  /** With the detail asked for; a record that allows none keeps its own mesh. */
  private ByteBuffer glb(FaceMesh mesh) {
    if (files == null) {
      return mesh.getMesh().duplicate();
    }
    try {
      return files.glb(mesh);
    } catch (IllegalArgumentException e) {
      say("%s keeps the mesh it came with: %s", mesh.getFace().getFaceId(), e.getMessage());
      return mesh.getMesh().duplicate();
    }
  }

  /** A camera's id may be anything, a file's name may not; the hash keeps two ids apart. */
  private static String fileName(FaceRef face) {
    String id = face.getCameraId();
    String camera = id.replaceAll("[^A-Za-z0-9_-]", "_");
    if (!camera.equals(id) || camera.length() > MAX_NAME) {
      String start = camera.substring(0, Math.min(camera.length(), MAX_NAME));
      camera = start + "_" + Integer.toHexString(id.hashCode());
    }
    return "%s-%d-%d.glb".formatted(camera, face.getSequence(), face.getFaceIndex());
  }

  /** What comes from others, such as a camera's id, is printed without what moves the cursor. */
  private void say(String format, Object... arguments) {
    Object[] printable =
        Stream.of(arguments)
            .map(argument -> argument instanceof String text ? Printable.of(text) : argument)
            .toArray();
    spec.commandLine().getOut().printf(format + "%n", printable);
  }
}
