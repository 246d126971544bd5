package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.record.Frame;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoFileTest {

  @TempDir Path folder;

  @Test
  void shouldTakePhotographsOfAFolderInOrderOfTheirNames() throws IOException {
    touch("b.JPG");
    touch("a.png");
    touch("notes.txt");

    assertThat(PhotoFile.read(List.of(folder)))
        .extracting(PhotoFile::name)
        .containsExactly("a", "b");
  }

  @Test
  void shouldKeepApartPhotographsOfTheSameName() throws IOException {
    Files.createDirectory(folder.resolve("other"));
    Path first = touch("me.jpg");
    Path second = touch("me.png");
    Path third = touch("other/me.jpg");

    assertThat(PhotoFile.read(List.of(first, second, third)))
        .extracting(PhotoFile::name)
        .doesNotHaveDuplicates()
        .startsWith("me");
  }

  @Test
  void shouldRefuseAFileThatIsTooLargeWithoutReadingIt() throws IOException {
    Path large = folder.resolve("large.jpg");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(1L << 40);
    }

    assertThatThrownBy(() -> PhotoFile.read(List.of(large)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("large.jpg: the file has 1099511627776 bytes");
  }

  @Test
  void shouldMakeTheCaptureTimeTheSequence() {
    Frame frame = PhotoFile.shipped().get(0).frame("door", Instant.ofEpochSecond(2, 3_000));

    assertThat(frame.getSequence()).isEqualTo(2_000_003);
    assertThat(frame.getCapturedAt()).isEqualTo(Instant.ofEpochSecond(2, 3_000));
    assertThat(frame.getImage().remaining()).isGreaterThan(10_000);
  }

  private Path touch(String name) throws IOException {
    return Files.writeString(folder.resolve(name), name);
  }
}
