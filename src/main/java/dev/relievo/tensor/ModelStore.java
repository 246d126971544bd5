package dev.relievo.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Weights by name, from the models directory, each checked against the hash of the {@linkplain
 * ModelManifest manifest} before use.
 */
public final class ModelStore {

  /** System property that names the models directory; default {@code models}. */
  public static final String PROPERTY = "relievo.models";

  private final Path directory;
  private final ModelManifest manifest;

  /** Opens a models directory. */
  public ModelStore(Path directory) {
    this.directory = directory;
    this.manifest = ModelManifest.read(directory);
  }

  /** Opens the directory that the system property {@value #PROPERTY} names. */
  public static ModelStore open() {
    return new ModelStore(Path.of(System.getProperty(PROPERTY, "models")));
  }

  /** What the manifest says. */
  public ModelManifest manifest() {
    return manifest;
  }

  /** The id of a model as records carry it: {@code name@version}. */
  public String id(String name) {
    return manifest.get(name).id();
  }

  /**
   * Maps a model's file and checks it.
   *
   * @throws IllegalArgumentException where the manifest does not know the name
   * @throws UncheckedIOException where the file is missing, damaged, or not the one listed
   */
  public Safetensors load(String name) {
    ModelManifest.Model model = manifest.get(name);
    Path file = directory.resolve(model.file());
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = Safetensors.map(channel, file);
      String actual = sha256(bytes.duplicate());
      if (!actual.equals(model.sha256())) {
        throw new IOException(
            "%s is not the file that the manifest lists for %s: SHA-256 is %s, expected %s; restore it from the repository or rebuild it as its card %s says"
                .formatted(file, name, actual, model.sha256(), model.card()));
      }
      return Safetensors.parse(bytes, file.toString());
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("the file of model " + name + " is missing: " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** SHA-256 of the remaining bytes, lower-case hexadecimal. */
  public static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
