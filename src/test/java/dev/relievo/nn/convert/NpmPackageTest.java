package dev.relievo.nn.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmPackageTest {

  @TempDir Path folder;
  private Path archive;

  @BeforeEach
  void pack() throws IOException {
    archive = folder.resolve("a.tgz");
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("first.txt", "x".repeat(700).getBytes(StandardCharsets.US_ASCII));
    files.put("lib/second.txt", "two".getBytes(StandardCharsets.US_ASCII));
    PackedPackage.write(archive, files);
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
}
