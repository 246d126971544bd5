package dev.relievo.train.data;

import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.tensor.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/**
 * Renderings of the face model with known coefficients, made by a thread in the background and kept
 * in a file. Each is a function of the seed and its number, so that work which was interrupted goes
 * on where it stopped. Safe to share between threads.
 */
public final class SyntheticFaces implements AutoCloseable {

  /** Changes whenever the renderings change. */
  private static final String VERSION = "renderings-1";

  private static final int REPORT_EVERY = 100;

  private final FaceFile file;
  private final int total;
  private final Thread maker;
  private final Object grown = new Object();
  private volatile boolean closed;
  private volatile Throwable failure;
  private volatile int discarded;

  private SyntheticFaces(FaceFile file, int total, Runnable work) {
    this.file = file;
    this.total = total;
    maker = new Thread(work, "renderings");
  }

  /**
   * Opens a file of renderings and begins to make what it lacks.
   *
   * @param photographs for expressions, light and backgrounds; stays open at least as long
   * @param total how many renderings there shall be
   * @param progress called from the background thread
   */
  public static SyntheticFaces open(
      FaceCache photographs,
      ModelStore store,
      MorphableModel model,
      Path file,
      long seed,
      int total,
      FaceCache.Progress progress)
      throws IOException {
    if (total < 1) {
      throw new IllegalArgumentException("at least one rendering is needed, not " + total);
    }
    String what = VERSION + " " + photographs.key() + " " + seed;
    String key = ModelStore.sha256(ByteBuffer.wrap(what.getBytes(StandardCharsets.UTF_8)));
    FaceFile faces = FaceFile.open(file, key, new FaceVector(model).length());
    SyntheticFaces[] self = new SyntheticFaces[1];
    self[0] =
        new SyntheticFaces(
            faces, total, () -> self[0].make(photographs, store, model, seed, progress));
    self[0].maker.setDaemon(true);
    self[0].maker.setPriority(Thread.MIN_PRIORITY);
    self[0].maker.start();
    return self[0];
  }

  private void make(
      FaceCache photographs,
      ModelStore store,
      MorphableModel model,
      long seed,
      FaceCache.Progress progress) {
    if (file.count() >= total) {
      return;
    }
    try (FaceStudio studio = new FaceStudio(photographs, store, model)) {
      while (!closed && file.count() < total) {
        int index = file.count();
        file.append(studio.make(seed, index));
        discarded = studio.discarded();
        synchronized (grown) {
          grown.notifyAll();
        }
        if (file.count() % REPORT_EVERY == 0 || file.count() == total) {
          progress.report(file.count(), total);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      synchronized (grown) {
        grown.notifyAll();
      }
    }
  }

  /** Renderings there are; grows. */
  public int count() {
    return Math.min(total, file.count());
  }

  /** Renderings there will be. */
  public int total() {
    return total;
  }

  /** Renderings made by this run that the landmark network took for no face; they were redrawn. */
  public int discarded() {
    return discarded;
  }

  /**
   * A rendering; waits until it is made.
   *
   * @param index below {@link #total()}
   * @throws IllegalStateException where it will not be made: making failed, or this was closed
   * @throws CancellationException where the thread was interrupted
   */
  public StoredFace await(int index) {
    synchronized (grown) {
      while (file.count() <= index) {
        if (failure != null || closed) {
          throw new IllegalStateException(
              "rendering " + index + " was not made" + (failure == null ? ": closed" : ""),
              failure);
        }
        try {
          grown.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CancellationException("interrupted while waiting for a rendering");
        }
      }
    }
    try {
      return file.read(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    synchronized (grown) {
      grown.notifyAll();
    }
    try {
      maker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
