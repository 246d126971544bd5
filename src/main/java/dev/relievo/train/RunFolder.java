package dev.relievo.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run's folder says the run is: {@value #FILE}. */
final class RunFolder {

  static final String FILE = "settings.json";

  /** Where these change, the earlier steps are no longer the beginning of the run. */
  private static final List<String> FIXED =
      List.of(
          "/photos",
          "/faceModel",
          "/from",
          "/settings/seed",
          "/settings/batch",
          "/settings/learningRate",
          "/settings/warmUp",
          "/settings/syntheticShare",
          "/settings/synthetic",
          "/settings/network",
          "/settings/size",
          "/settings/renderedShare",
          "/settings/renderings",
          "/settings/variant");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path file;
  private final byte[] content;

  private RunFolder(Path file, byte[] content) {
    this.file = file;
    this.content = content;
  }

  /**
   * A run in a folder, nothing written yet.
   *
   * @param photos folder of photographs
   * @param from network to start from
   * @param modelId face model whose coefficients are learned
   * @throws IOException where the folder holds a run that differs in more than how long it takes,
   *     what is looked at, and how losses count
   */
  static RunFolder of(
      Path folder, Path photos, Optional<Path> from, String modelId, Record settings)
      throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("photos", photos.toAbsolutePath().normalize().toString());
    all.put("faceModel", modelId);
    from.ifPresent(file -> all.put("from", file.toAbsolutePath().normalize().toString()));
    all.put("settings", settings);
    byte[] content = JSON.writeValueAsBytes(all);
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      requireSame(file, JSON.readTree(Files.readAllBytes(file)), JSON.readTree(content));
    }
    return new RunFolder(file, content);
  }

  private static void requireSame(Path file, JsonNode before, JsonNode now) throws IOException {
    List<String> changes = new ArrayList<>();
    for (String name : FIXED) {
      JsonNode was = before.at(name), is = now.at(name);
      if (!was.equals(is)) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        changes.add("%s %s instead of %s".formatted(last, text(is), text(was)));
      }
    }
    if (!changes.isEmpty()) {
      throw new IOException(
          "%s holds a run with other settings: %s; go on with those, or name another folder"
              .formatted(file.getParent(), String.join(", ", changes)));
    }
  }

  private static String text(JsonNode node) {
    return node.isValueNode() ? node.asText() : node.toString();
  }

  /** Writes the settings down. */
  void write() throws IOException {
    Files.write(file, content);
  }
}
