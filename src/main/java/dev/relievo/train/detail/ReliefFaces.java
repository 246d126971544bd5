package dev.relievo.train.detail;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.data.GrowingFile;
import dev.relievo.train.data.Progress;
import dev.relievo.train.data.RecordFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Faces with known relief, rendered by threads in the background and kept in a file. Each is a
 * function of the seed and its number, so that work which was interrupted goes on where it stopped.
 * Safe to share between threads.
 */
public final class ReliefFaces implements AutoCloseable {

  /** Changes whenever the renderings change. */
  private static final String VERSION = "relief-6";

  /** A GPU learns from more faces than two threads make. */
  private static final int THREADS =
      Math.max(2, Math.min(16, Runtime.getRuntime().availableProcessors()));

  private final GrowingFile<UvFace> file;
  private final int size;

  private ReliefFaces(GrowingFile<UvFace> file, int size) {
    this.file = file;
    this.size = size;
  }

  /**
   * Opens a file of renderings and begins to make what it lacks.
   *
   * @param photographs for expressions, albedos and lights, the stages that find the faces, and the
   *     size of the maps
   * @param file {@code 6 size^2} bytes a face
   * @param total how many renderings there shall be, at least one
   * @param progress called from the background threads
   */
  public static ReliefFaces open(
      UvPhotoCache photographs,
      MorphableModel model,
      Path file,
      long seed,
      int total,
      Progress progress)
      throws IOException {
    int size = photographs.size();
    String what = VERSION + " " + photographs.key() + " " + size + " " + seed;
    String key = ModelStore.sha256(ByteBuffer.wrap(what.getBytes(StandardCharsets.UTF_8)));
    UvFaceCodec codec = new UvFaceCodec(size, new FaceVectors(model).length(), true);
    RecordFile<UvFace> faces = RecordFile.open(file, key, codec);
    List<FaceParameters> fits = photographs.faces();
    return new ReliefFaces(
        new GrowingFile<>(
            faces,
            total,
            "reliefs",
            THREADS,
            () -> new ReliefStudio(model, fits, Optional.of(photographs.reader()), seed, size),
            progress),
        size);
  }

  /** Renderings there are; grows. */
  public int count() {
    return file.count();
  }

  /** Renderings there will be. */
  public int total() {
    return file.total();
  }

  /** Side of the maps, texels. */
  public int size() {
    return size;
  }

  /**
   * A rendering; waits until it is made.
   *
   * @param index below {@link #total()}
   * @throws IllegalStateException where it will not be made: making failed, or this was closed
   * @throws CancellationException where the thread was interrupted
   */
  public UvFace await(int index) {
    return file.await(index);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
