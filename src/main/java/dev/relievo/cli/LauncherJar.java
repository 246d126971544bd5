package dev.relievo.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Makes the launcher's jar: it holds nothing but the names of the application's jars and {@link
 * Start}. With it one class loader, the virtual machine's own, loads every class, and only such
 * classes can be kept parsed in an archive between two runs, which Quarkus' loader forgoes.
 */
public final class LauncherJar {

  /** Of Quarkus' layout, in the order in which classes are looked for. */
  private static final List<String> FOLDERS = List.of("quarkus", "app", "lib/boot", "lib/main");

  private LauncherJar() {}

  /**
   * Writes it.
   *
   * @param args Quarkus' folder, and the jar to write
   */
  public static void main(String... args) throws IOException {
    Path application = Path.of(args[0]).toAbsolutePath().normalize();
    Path jar = Path.of(args[1]).toAbsolutePath().normalize();
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Start.class.getName());
    attributes.put(Attributes.Name.CLASS_PATH, classPath(application, jar.getParent()));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    }
  }

  /** Relative to the jar's folder, so that both may move together. */
  private static String classPath(Path application, Path from) throws IOException {
    List<String> paths = new ArrayList<>();
    for (String folder : FOLDERS) {
      for (Path file : jars(application.resolve(folder))) {
        paths.add(encoded(from.relativize(file)));
      }
    }
    return String.join(" ", paths);
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      // Backwards, as what Quarkus has transformed goes before what it has generated.
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted((a, b) -> b.compareTo(a))
          .toList();
    }
  }

  private static String encoded(Path relative) {
    String path = relative.toString().replace('\\', '/');
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(path, e);
    }
  }
}
