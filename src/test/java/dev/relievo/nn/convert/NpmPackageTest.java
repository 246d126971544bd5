package dev.relievo.nn.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmPackageTest {

  @TempDir Path folder;
  private Path archive;

  @BeforeEach
  void pack() throws IOException {
    archive = folder.resolve("a.tgz");
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "package/first.txt", "x".repeat(700));
    entry(tar, "package/lib/second.txt", "two");
    tar.write(new byte[1024]);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      out.write(tar.toByteArray());
    }
  }

  @Test
  void shouldReadAFileBehindOthers() throws IOException {
    assertThat(NpmPackage.read(archive, "lib/second.txt")).asString().isEqualTo("two");
    assertThat(NpmPackage.read(archive, "first.txt")).hasSize(700);
  }

  @Test
  void shouldReadAnUnpackedPackage() throws IOException {
    Files.createDirectories(folder.resolve("unpacked/lib"));
    Files.writeString(folder.resolve("unpacked/lib/second.txt"), "two");
    assertThat(NpmPackage.read(folder.resolve("unpacked"), "lib/second.txt"))
        .asString()
        .isEqualTo("two");
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    assertThatThrownBy(() -> NpmPackage.read(archive, "third.txt"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("third.txt");
  }

  @Test
  void shouldNameArchivesAsNpmDoes() {
    assertThat(NpmPackage.archiveName("@scope/some_thing", "0.4.1"))
        .isEqualTo("scope-some_thing-0.4.1.tgz");
  }

  private static void entry(ByteArrayOutputStream tar, String name, String content)
      throws IOException {
    byte[] header = new byte[512];
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    put(header, 0, name);
    put(header, 124, "%011o".formatted(bytes.length));
    tar.write(header);
    tar.write(bytes);
    tar.write(new byte[(512 - bytes.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
