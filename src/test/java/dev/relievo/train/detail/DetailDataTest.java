package dev.relievo.train.detail;

import static dev.relievo.stage.SyntheticFace.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.face.FaceParameters;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.Photos;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.data.PhotoFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped photographs in UV space, and a few renderings. */
class DetailDataTest {

  private static final ModelStore STORE = new ModelStore(Path.of("models"));
  private static final int SIZE = 256;
  private static final int RENDERINGS = 5;

  @TempDir static Path folder;
  @TempDir static Path run;
  private static List<PhotoFolder.Photo> photos;
  private static UvPhotoCache cache;

  @BeforeAll
  static void open() throws IOException {
    Files.write(folder.resolve("a.jpg"), Photos.bytes(Photos.GRACE_HOPPER));
    Files.writeString(folder.resolve("b.jpg"), "I am no picture.\n");
    Files.write(folder.resolve("c.png"), Photos.bytes(Photos.ASTRONAUT));
    Files.writeString(
        folder.resolve("index.csv"), "file,split\na.jpg,train\nb.jpg,train\nc.png,validation\n");
    photos = PhotoFolder.read(folder);
    cache = cache(run.resolve("photos.uv"), new ArrayList<>());
  }

  @AfterAll
  static void close() throws IOException {
    cache.close();
  }

  private static UvPhotoCache cache(Path file, List<Integer> reported) throws IOException {
    return UvPhotoCache.open(
        photos, STORE, MODEL, Optional.empty(), SIZE, file, (d, n) -> reported.add(d));
  }

  @Test
  void shouldBringPhotographsToUvSpace() {
    assertThat(cache.count()).isEqualTo(3);
    UvFace face = cache.read(0);
    assertThat(face.name()).isEqualTo("a.jpg");
    assertThat(face.found()).isTrue();
    assertThat(face.synthetic()).isFalse();
    assertThat(face.validation()).isFalse();
    assertThat(face.texture()).hasSize(3 * SIZE * SIZE);
    assertThat(face.relief()).isEmpty();
    assertThat(face.density()).isBetween(0.3f, 4f);
    int seen = 0;
    for (byte v : face.visibility()) {
      seen += (v & 255) == 255 ? 1 : 0;
    }
    assertThat(seen).isBetween(SIZE * SIZE / 6, SIZE * SIZE * 3 / 4);
    FaceParameters coarse = new FaceVectors(MODEL).decode(face.face());
    assertThat(coarse.isFinite()).isTrue();
    assertThat(coarse.pose().z()).isGreaterThan(300);
    assertThat(cache.read(1).found()).isFalse();
    assertThat(cache.read(2).found()).isTrue();
    assertThat(cache.read(2).validation()).isTrue();
    UvFace head = cache.head(2);
    assertThat(head.name()).isEqualTo("c.png");
    assertThat(head.face()).isEqualTo(cache.read(2).face());
    assertThat(head.texture()).isEmpty();
  }

  @Test
  void shouldUseTheCacheAgainAndMakeItAnewForAnotherNetworkOrSize() throws IOException {
    List<Integer> reported = new ArrayList<>();
    try (UvPhotoCache again = cache(run.resolve("photos.uv"), reported)) {
      assertThat(reported).isEmpty();
      assertThat(again.read(2).texture()).isEqualTo(cache.read(2).texture());
    }
    // The same network as a file is the same network.
    Path file = Path.of("models/coarse/relievo-coarse.safetensors");
    try (UvPhotoCache same =
        UvPhotoCache.open(
            photos,
            STORE,
            MODEL,
            Optional.of(file),
            SIZE,
            run.resolve("photos.uv"),
            (d, n) -> reported.add(d))) {
      assertThat(reported).isEmpty();
      assertThat(same.key()).isEqualTo(cache.key());
    }
    try (UvPhotoCache small =
        UvPhotoCache.open(
            photos,
            STORE,
            MODEL,
            Optional.of(file),
            SIZE / 2,
            run.resolve("small.uv"),
            (d, n) -> reported.add(d))) {
      assertThat(small.key()).isNotEqualTo(cache.key());
      assertThat(reported).startsWith(0).endsWith(3);
      assertThat(small.read(0).visibility()).hasSize(SIZE * SIZE / 4);
    }
  }

  @Test
  void shouldBeCancelledWhileFacesAreFoundAndGoOnLater() throws IOException {
    Path file = run.resolve("stopped.uv");
    try {
      assertThatThrownBy(
              () ->
                  UvPhotoCache.open(
                      photos,
                      STORE,
                      MODEL,
                      Optional.empty(),
                      SIZE,
                      file,
                      (d, n) -> Thread.currentThread().interrupt()))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    try (UvPhotoCache later = cache(file, new ArrayList<>())) {
      assertThat(later.read(0).texture()).isEqualTo(cache.read(0).texture());
    }
  }

  @Test
  void shouldRefuseFoldersWithoutFaces() {
    assertThatThrownBy(
            () ->
                UvPhotoCache.open(
                    photos.subList(1, 2),
                    STORE,
                    MODEL,
                    Optional.empty(),
                    SIZE,
                    run.resolve("none.uv"),
                    (d, n) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none of the 1 photographs");
  }

  @Test
  void shouldGoOnWithRenderingsWhereTheFileWasCutOff() throws IOException {
    Path file = run.resolve("made.uv");
    List<UvFace> made = new ArrayList<>();
    try (ReliefFaces faces = ReliefFaces.open(cache, MODEL, file, 3, RENDERINGS, (d, n) -> {})) {
      for (int i = 0; i < RENDERINGS; i++) {
        made.add(faces.await(i));
      }
      assertThat(faces.count()).isEqualTo(RENDERINGS);
    }
    long length = Files.size(file);
    try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(length * 3 / 5 + 1000);
    }
    try (ReliefFaces again = ReliefFaces.open(cache, MODEL, file, 3, RENDERINGS, (d, n) -> {})) {
      for (int i = 0; i < RENDERINGS; i++) {
        UvFace face = again.await(i);
        assertThat(face.texture()).isEqualTo(made.get(i).texture());
        assertThat(face.relief()).isEqualTo(made.get(i).relief());
        assertThat(face.synthetic()).isTrue();
        assertThat(face.name()).isEqualTo("relief/" + i);
      }
    }
    assertThat(Files.size(file)).isEqualTo(length);
    try (ReliefFaces other = ReliefFaces.open(cache, MODEL, file, 4, 1, (d, n) -> {})) {
      assertThat(other.await(0).texture()).isNotEqualTo(made.get(0).texture());
    }
  }

  @Test
  void shouldDrawASheet() throws IOException, ImageRejectedException {
    UvFace rendered = new ReliefStudio(MODEL, cache.faces(), Optional.empty(), 1, SIZE).make(0);
    Path file = run.resolve("sheet.png");
    UvSheet.write(List.of(cache.read(0), rendered), SIZE, file);
    RgbImage sheet = ImageDecoder.decode(ByteBuffer.wrap(Files.readAllBytes(file)));
    assertThat(sheet.width()).isEqualTo(3 * SIZE);
    assertThat(sheet.height()).isEqualTo(2 * SIZE);
    int t = SIZE * SIZE / 2 + SIZE / 3, at = 3 * (SIZE / 2 * sheet.width() + SIZE / 3);
    assertThat(sheet.data()[at]).isEqualTo(cache.read(0).texture()[3 * t]);
  }
}
