package dev.relievo.nn.convert;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads a file out of an npm package: packed (a gzip-compressed tar, everything below package/), or
 * the folder that it was unpacked or installed to.
 */
final class NpmPackage {

  private static final int BLOCK = 512;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int LARGEST = 256 << 20;

  private NpmPackage() {}

  /** The name that {@code npm pack} gives the archive of a package. */
  static String archiveName(String name, String version) {
    return name.replace("@", "").replace('/', '-') + "-" + version + ".tgz";
  }

  /**
   * A file's bytes.
   *
   * @param place the packed package, or the folder that holds its package.json
   * @param file path within the package
   */
  static byte[] read(Path place, String file) throws IOException {
    return Files.isDirectory(place) ? Files.readAllBytes(place.resolve(file)) : unpack(place, file);
  }

  private static byte[] unpack(Path archive, String file) throws IOException {
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      for (byte[] header = in.readNBytes(BLOCK);
          header.length == BLOCK && header[0] != 0;
          header = in.readNBytes(BLOCK)) {
        long size = size(header, archive);
        if (field(header, 0, 100).equals("package/" + file)) {
          if (size > LARGEST) {
            throw new IOException(
                "%s in %s has %d bytes, more than any network here".formatted(file, archive, size));
          }
          return in.readNBytes((int) size);
        }
        in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
      }
    }
    throw new IOException(archive + " holds no file " + file);
  }

  private static long size(byte[] header, Path archive) throws IOException {
    String octal = field(header, SIZE_AT, SIZE_LENGTH).trim();
    if (!octal.matches("[0-7]{1,12}")) {
      throw new IOException(archive + " is damaged: a file's size is no number");
    }
    return Long.parseLong(octal, 8);
  }

  private static String field(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }
}
