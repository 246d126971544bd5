package dev.relievo.nn.convert;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Writes archives as {@code npm pack} does. */
final class PackedPackage {

  private static final int BLOCK = 512;

  private PackedPackage() {}

  /** Packs files by their paths within the package. */
  static void write(Path archive, Map<String, byte[]> files) throws IOException {
    try (OutputStream tar = new GZIPOutputStream(Files.newOutputStream(archive))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] content = file.getValue();
        byte[] header = new byte[BLOCK];
        put(header, 0, "package/" + file.getKey());
        put(header, 124, "%011o".formatted(content.length));
        tar.write(header);
        tar.write(content);
        tar.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
      }
      tar.write(new byte[2 * BLOCK]);
    }
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
