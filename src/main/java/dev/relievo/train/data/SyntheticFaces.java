package dev.relievo.train.data;

import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.tensor.ModelStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Renderings of the face model with known coefficients, made by a thread in the background and kept
 * in a file. Each is a function of the seed and its number, so that work which was interrupted goes
 * on where it stopped. Safe to share between threads.
 */
public final class SyntheticFaces implements AutoCloseable {

  /** Changes whenever the renderings change. */
  private static final String VERSION = "renderings-1";

  private final GrowingFile<StoredFace> file;
  private final Studios studios;

  private SyntheticFaces(GrowingFile<StoredFace> file, Studios studios) {
    this.file = file;
    this.studios = studios;
  }

  /**
   * Opens a file of renderings and begins to make what it lacks.
   *
   * @param photographs for expressions, light and backgrounds; stays open at least as long
   * @param total how many renderings there shall be, at least one
   * @param progress called from the background thread
   */
  public static SyntheticFaces open(
      FaceCache photographs,
      ModelStore store,
      MorphableModel model,
      Path file,
      long seed,
      int total,
      Progress progress)
      throws IOException {
    String what = VERSION + " " + photographs.key() + " " + seed;
    String key = ModelStore.sha256(ByteBuffer.wrap(what.getBytes(StandardCharsets.UTF_8)));
    RecordFile<StoredFace> faces =
        RecordFile.open(file, key, new FaceCodec(new FaceVector(model).length()));
    Studios studios = new Studios(photographs, store, model, seed);
    return new SyntheticFaces(
        new GrowingFile<>(faces, total, "renderings", 1, studios, progress), studios);
  }

  /** The studio, made in the thread that uses it. */
  private static final class Studios implements Supplier<Studios>, GrowingFile.Maker<StoredFace> {
    private final FaceCache photographs;
    private final ModelStore store;
    private final MorphableModel model;
    private final long seed;
    private FaceStudio studio;
    private volatile int discarded;

    Studios(FaceCache photographs, ModelStore store, MorphableModel model, long seed) {
      this.photographs = photographs;
      this.store = store;
      this.model = model;
      this.seed = seed;
    }

    @Override
    public Studios get() {
      studio = new FaceStudio(photographs, store, model);
      return this;
    }

    @Override
    public StoredFace make(int index) {
      StoredFace made = studio.make(seed, index);
      discarded = studio.discarded();
      return made;
    }

    @Override
    public void close() {
      studio.close();
    }
  }

  /** Renderings there are; grows. */
  public int count() {
    return file.count();
  }

  /** Renderings there will be. */
  public int total() {
    return file.total();
  }

  /** Renderings made by this run that the landmark network took for no face; they were redrawn. */
  public int discarded() {
    return studios.discarded;
  }

  /**
   * A rendering; waits until it is made.
   *
   * @param index below {@link #total()}
   * @throws IllegalStateException where it will not be made: making failed, or this was closed
   * @throws CancellationException where the thread was interrupted
   */
  public StoredFace await(int index) {
    return file.await(index);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
