package dev.relievo.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML files and ways into them. */
final class Yamls {

  private Yamls() {}

  /** The documents of a file. */
  static List<Map<String, Object>> documents(Path file) {
    try {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      return StreamSupport.stream(yaml.loadAll(Files.readString(file)).spliterator(), false)
          .map(Yamls::map)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files of a folder and its folders that end so. */
  static List<Path> files(Path folder, String end) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What lies at a path of keys and list indices, such as {@code spec.containers.0.image}. */
  static Object at(Object node, String path) {
    Object here = node;
    for (String step : path.split("\\.")) {
      if (here instanceof List<?> list) {
        here = list.get(Integer.parseInt(step));
      } else {
        here = here == null ? null : map(here).get(step);
      }
    }
    return here;
  }

  @SuppressWarnings("unchecked") // These files have texts for keys.
  static Map<String, Object> map(Object node) {
    return node == null ? Map.of() : (Map<String, Object>) node;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object node) {
    return node == null ? List.of() : (List<Object>) node;
  }
}
