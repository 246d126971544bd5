package dev.relievo.train.data;

import static dev.relievo.stage.SyntheticFace.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.FaceVector;
import dev.relievo.face.LandmarkMirror;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.Photos;
import dev.relievo.tensor.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped photographs as a folder of training photographs, and a few renderings. */
class TrainingDataTest {

  private static final ModelStore STORE = new ModelStore(Path.of("models"));
  private static final int RENDERINGS = 16;

  @TempDir static Path folder;
  @TempDir static Path run;
  private static List<PhotoFolder.Photo> photos;
  private static FaceCache cache;
  private static SyntheticFaces renderings;

  @BeforeAll
  static void open() throws IOException {
    Files.write(folder.resolve("a.jpg"), Photos.bytes(Photos.GRACE_HOPPER));
    Files.createDirectory(folder.resolve("more"));
    Files.write(folder.resolve("more/b.png"), Photos.bytes(Photos.ASTRONAUT));
    Files.writeString(
        folder.resolve("index.csv"), "file,split,person\na.jpg,train,g\nmore/b.png,train,a\n");
    photos = PhotoFolder.read(folder);
    cache = FaceCache.open(photos, STORE, MODEL, run.resolve("photos.faces"), (d, n) -> {});
    renderings =
        SyntheticFaces.open(
            cache, STORE, MODEL, run.resolve("made.faces"), 11, RENDERINGS, (d, n) -> {});
  }

  @AfterAll
  static void close() throws IOException {
    renderings.close();
    cache.close();
  }

  private static BatchSource source() {
    return new BatchSource(cache, renderings, MODEL, new BatchSettings(5, 6, 96, 0.5));
  }

  @Test
  void shouldUseTheCacheAgainAndMakeItAnewForOtherPhotographs() throws IOException {
    List<Integer> reported = new ArrayList<>();
    Path file = run.resolve("photos.faces");
    try (FaceCache again = FaceCache.open(photos, STORE, MODEL, file, (d, n) -> reported.add(d))) {
      assertThat(reported).isEmpty();
      assertThat(again.count()).isEqualTo(2);
      assertThat(again.read(0).found()).isTrue();
      assertThat(again.read(0).teacher()).isEqualTo(1);
      assertThat(again.read(1).person()).isEqualTo(1);
      assertThat(again.read(1).pixels()).isEqualTo(cache.read(1).pixels());
    }
    Path other = run.resolve("other.faces");
    FaceCache.open(photos.subList(0, 1), STORE, MODEL, other, (d, n) -> {}).close();
    try (FaceCache both = FaceCache.open(photos, STORE, MODEL, other, (d, n) -> reported.add(d))) {
      assertThat(reported).startsWith(0);
      assertThat(both.count()).isEqualTo(2);
    }
  }

  @Test
  void shouldMakeTheSameBatchForTheSameStep() {
    BatchSource one = source();
    TrainingBatch first = one.batch(3);
    one.batch(4);
    TrainingBatch again = source().batch(3), next = source().batch(4);
    assertThat(again.images()).isEqualTo(first.images());
    assertThat(again.landmarks()).isEqualTo(first.landmarks());
    assertThat(again.truth()).isEqualTo(first.truth());
    assertThat(next.images()).isNotEqualTo(first.images());
    assertThat(first.synthetic()).contains(true).contains(false);
    for (float v : first.images()) {
      assertThat(v).isBetween(0f, 1f);
    }
  }

  @Test
  void shouldHandOutStepsInOrder() throws InterruptedException {
    try (BatchStream<TrainingBatch> stream = new BatchStream<>(source()::batch, 7)) {
      assertThat(stream.next().truth()).isEqualTo(source().batch(7).truth());
      assertThat(stream.next().truth()).isEqualTo(source().batch(8).truth());
    }
  }

  @Test
  void shouldShowRenderingsWhereTruthIs() {
    BatchSheet sheet = new BatchSheet(MODEL);
    FaceVector layout = new FaceVector(MODEL);
    Augmentation augmentation = new Augmentation(MODEL, 128);
    List<Double> frontal = new ArrayList<>();
    for (int i = 0; i < RENDERINGS; i++) {
      StoredFace face = renderings.await(i);
      TrainingBatch batch = TrainingBatch.allocate(2, 128, 468, layout.length());
      augmentation.vary(face, false, new SplittableRandom(i), batch, 0);
      augmentation.vary(face, true, new SplittableRandom(i), batch, 1);
      double error = sheet.distance(batch, 0);
      // Left and right exchanged, nothing else: the same distance.
      assertThat(sheet.distance(batch, 1)).isCloseTo(error, within(1.0));
      // Turned away, the network slides the far contour: only nearly frontal faces are bound.
      if (Math.abs(PhotoDraw.yaw(face, layout)) < Math.toRadians(25)) {
        frontal.add(error);
      }
    }
    frontal.sort(null);
    assertThat(frontal).hasSizeGreaterThan(2);
    assertThat(frontal.get(frontal.size() / 2)).isLessThan(4);
  }

  @Test
  void shouldFitPhotographsWhereTheirLandmarksAre() {
    TrainingBatch plain = source().validation(2);
    assertThat(new BatchSheet(MODEL).distance(plain, 0)).isLessThan(2.5);
    assertThat(new BatchSheet(MODEL).distance(plain, 1)).isLessThan(2.5);
  }

  @Test
  void shouldPairLandmarksLeftAndRight() {
    int[] mirror = LandmarkMirror.of(MODEL, MODEL.landmarks468());
    for (int i = 0; i < mirror.length; i++) {
      assertThat(mirror[mirror[i]]).isEqualTo(i);
    }
    assertThat(mirror[33]).isEqualTo(263);
    assertThat(mirror[133]).isEqualTo(362);
    assertThat(mirror[61]).isEqualTo(291);
    assertThat(mirror[10]).isEqualTo(10);
    assertThat(mirror[152]).isEqualTo(152);
  }

  @Test
  void shouldHideExactlyWhatIsDrawn() {
    Scene scene = new Scene(20);
    scene.clear();
    scene.fill(new float[] {1, 0.5f, 0.25f}, 1, new float[] {4, 5, 12, 5, 12, 9, 4, 9});
    for (int p = 0; p < 400; p++) {
      int x = p % 20, y = p / 20;
      boolean drawn = x >= 4 && x < 12 && y >= 5 && y < 9;
      assertThat(scene.hidden()[p]).isEqualTo((byte) (drawn ? 1 : 0));
      assertThat(scene.colours()[3 * p]).isEqualTo(drawn ? 1f : 0f);
    }
  }

  @Test
  void shouldRefuseFoldersWithoutPhotographs(@TempDir Path empty) {
    assertThatThrownBy(() -> PhotoFolder.read(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no photographs");
  }

  @Test
  void shouldLearnFromTheFacesOfAnyFolder(@TempDir Path any) throws IOException {
    Files.createFile(any.resolve("empty.jpg"));
    Files.writeString(any.resolve("text.jpg"), "I am no picture.\n");
    Files.write(any.resolve("wall.png"), ImageEncoder.png(new RgbImage(320, 240)));
    Files.writeString(any.resolve("notes.txt"), "Left alone.\n");
    Files.write(any.resolve("who.png"), Photos.bytes(Photos.ASTRONAUT));
    List<PhotoFolder.Photo> all = PhotoFolder.read(any);
    assertThat(all)
        .extracting(PhotoFolder.Photo::name)
        .containsExactly("empty.jpg", "text.jpg", "wall.png", "who.png");
    List<PhotoFolder.Photo> used =
        all.stream().map(p -> new PhotoFolder.Photo(p.file(), p.name(), -1, false)).toList();
    Path file = run.resolve("any.faces");
    try (FaceCache faces = FaceCache.open(used, STORE, MODEL, file, (d, n) -> {})) {
      assertThat(faces.count()).isEqualTo(4);
      for (int i = 0; i < 4; i++) {
        assertThat(faces.read(i).found()).as(faces.read(i).name()).isEqualTo(i == 3);
      }
      BatchSettings settings = new BatchSettings(5, 4, 96, 0);
      BatchSource source = new BatchSource(faces, null, MODEL, settings);
      assertThat(source.trainingCount()).isEqualTo(1);
      assertThat(source.batch(1).count()).isEqualTo(4);
    }
    assertThatThrownBy(
            () ->
                FaceCache.open(
                    used.subList(0, 3), STORE, MODEL, run.resolve("none.faces"), (d, n) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none of the 3 photographs")
        .hasMessageContaining("empty.jpg");
  }

  @Test
  void shouldBeCancelledWhileFacesAreFoundAndGoOnLater() throws IOException {
    Path file = run.resolve("stopped.faces");
    try {
      assertThatThrownBy(
              () ->
                  FaceCache.open(
                      photos, STORE, MODEL, file, (d, n) -> Thread.currentThread().interrupt()))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    try (FaceCache later = FaceCache.open(photos, STORE, MODEL, file, (d, n) -> {})) {
      assertThat(later.count()).isEqualTo(2);
    }
  }

  @Test
  void shouldBeCancelledWhileWaitingForARendering() throws IOException {
    try (SyntheticFaces many =
        SyntheticFaces.open(
            cache, STORE, MODEL, run.resolve("many.faces"), 3, 1000, (d, n) -> {})) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> many.await(999)).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }
}
