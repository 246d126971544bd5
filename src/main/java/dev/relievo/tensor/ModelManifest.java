package dev.relievo.tensor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code models/manifest.json} says of every file of weights: what it is, where it came from,
 * under which licence, and the hash that the loader checks.
 *
 * @param models one entry a file, in the order of the manifest
 */
public record ModelManifest(List<Model> models) {

  /** Name of the manifest within the models directory. */
  public static final String FILE = "manifest.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * A file of weights.
   *
   * @param name what code asks for
   * @param version changes whenever the weights do; {@code name@version} is the id in records
   * @param file relative to the models directory
   * @param sha256 of the file, lower-case hexadecimal
   * @param licence SPDX identifier of the weights
   * @param card the model card, relative to the models directory
   * @param sources what it was made from
   */
  public record Model(
      String name,
      String version,
      String file,
      String sha256,
      String licence,
      String card,
      List<Source> sources) {

    /** How records name this model. */
    public String id() {
      return name + "@" + version;
    }

    /** The same with another hash. */
    public Model withSha256(String hash) {
      return new Model(name, version, file, hash, licence, card, sources);
    }
  }

  /**
   * Where material came from.
   *
   * @param kind {@code npm}, {@code debian}, or what else holds packages
   * @param name the package
   * @param version the package's version
   * @param file within the package
   * @param from first byte used of that file; null where all of it is
   * @param to one past the last byte used; null where all of it is
   * @param sha256 of the bytes used
   * @param licence SPDX identifier
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Source(
      String kind,
      String name,
      String version,
      String file,
      Integer from,
      Integer to,
      String sha256,
      String licence) {}

  /**
   * Reads the manifest of a models directory.
   *
   * @throws UncheckedIOException where it is missing or malformed
   */
  public static ModelManifest read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new UncheckedIOException(
          new IOException(
              "no model manifest at "
                  + file.toAbsolutePath()
                  + ": run from the project's folder, or name the models directory with"
                  + " -Drelievo.models=DIR"));
    }
    try {
      return JSON.readValue(file.toFile(), ModelManifest.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the model manifest " + file + " cannot be read", e);
    }
  }

  /** Writes the manifest into a models directory. */
  public void write(Path directory) throws IOException {
    Files.writeString(directory.resolve(FILE), JSON.writeValueAsString(this) + "\n");
  }

  /**
   * The entry of a name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public Model get(String name) {
    return models.stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the model manifest has no model named "
                        + name
                        + "; it has "
                        + models.stream().map(Model::name).toList()));
  }

  /** The same manifest with an entry added, or replaced where the name is known. */
  public ModelManifest with(Model model) {
    List<Model> all = new ArrayList<>(models);
    int at = all.stream().map(Model::name).toList().indexOf(model.name());
    if (at < 0) {
      all.add(model);
    } else {
      all.set(at, model);
    }
    return new ModelManifest(List.copyOf(all));
  }
}
