package dev.relievo.cli;

import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.stream.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A photograph that the user named.
 *
 * @param source what the user would call it
 * @param name its file name without folder and ending, made unique among those named together
 * @param bytes of the file, whatever they are
 */
record PhotoFile(String source, String name, byte[] bytes) {

  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff");
  private static final List<String> SHIPPED = List.of("grace_hopper.jpg", "astronaut.png");
  private static final int BEGINNING = 12;
  private static final int MAX_BYTES = Topics.FRAMES.maxValueBytes();

  /**
   * Reads files, and all photographs of folders in the order of their names.
   *
   * @throws CommandFailure where one is not there, or too large to be a frame
   */
  static List<PhotoFile> read(List<Path> paths) {
    List<PhotoFile> photos = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Path path : paths) {
      for (Path file : Files.isDirectory(path) ? photosIn(path) : List.of(path)) {
        photos.add(new PhotoFile(file.toString(), unique(baseName(file), seen), bytes(file)));
      }
    }
    return photos;
  }

  /** Those that come with the program. */
  static List<PhotoFile> shipped() {
    return SHIPPED.stream().map(PhotoFile::shipped).toList();
  }

  /** This photograph as a frame. */
  Frame frame(String cameraId, Instant capturedAt) {
    return Frame.newBuilder()
        .setCameraId(cameraId)
        .setSequence(ChronoUnit.MICROS.between(Instant.EPOCH, capturedAt))
        .setCapturedAt(capturedAt.truncatedTo(ChronoUnit.MICROS))
        .setEncoding(ImageEncoding.UNKNOWN)
        .setImage(ByteBuffer.wrap(bytes).asReadOnlyBuffer())
        .build();
  }

  /**
   * The picture, upright.
   *
   * @throws CommandFailure where the bytes are none; never so once a stage has found a face in it
   */
  RgbImage decoded() {
    try {
      return ImageDecoder.decode(ByteBuffer.wrap(bytes));
    } catch (ImageRejectedException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, source + ": " + e.getMessage(), e);
    }
  }

  private static PhotoFile shipped(String file) {
    try (InputStream in = PhotoFile.class.getResourceAsStream("/photos/" + file)) {
      return new PhotoFile(file, baseName(Path.of(file)), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The photographs of a folder, in the order of their names. */
  static List<Path> photosIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).filter(PhotoFile::isPhoto).sorted().toList();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, folder + ": the folder cannot be read", e);
    }
  }

  private static boolean isPhoto(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /**
   * Whether a file is to be taken for an image: by its name, or where that says nothing by how it
   * begins.
   *
   * @throws CommandFailure where it is not there
   */
  static boolean isImage(Path file) {
    if (!Files.exists(file)) {
      throw new CommandFailure(ExitCode.BAD_INPUT, file + ": there is no such file");
    }
    return isPhoto(file) || Files.isRegularFile(file) && beginsAsImage(file);
  }

  private static boolean beginsAsImage(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1);
      return start.startsWith("\u00ff\u00d8\u00ff")
          || start.startsWith("\u0089PNG")
          || start.startsWith("RIFF") && start.endsWith("WEBP");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, file + ": the file cannot be read", e);
    }
  }

  /**
   * A file's bytes, whatever they are.
   *
   * @throws CommandFailure where it is not there, or too large to be a frame
   */
  static byte[] bytes(Path file) {
    // A device or a pipe has no size to ask for: what counts in the end is how much comes.
    try (InputStream in = Files.newInputStream(file)) {
      requireFit(file, Files.size(file));
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      requireFit(file, bytes.length);
      return bytes;
    } catch (IOException e) {
      String why = Files.exists(file) ? "the file cannot be read" : "there is no such file";
      throw new CommandFailure(ExitCode.BAD_INPUT, file + ": " + why, e);
    }
  }

  private static void requireFit(Path file, long size) {
    if (size > MAX_BYTES) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "%s: the file has %d bytes%s, the most a frame may have is %d"
              .formatted(file, size, size == MAX_BYTES + 1 ? " or more" : "", MAX_BYTES));
    }
  }

  private static String baseName(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String unique(String name, Map<String, Integer> seen) {
    int count = seen.merge(name, 1, Integer::sum);
    return count == 1 ? name : unique(name + "~" + count, seen);
  }
}
