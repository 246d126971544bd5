package dev.relievo.train.data;

import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.FaceDetector;
import dev.relievo.stage.regress.RegressStage;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.data.PhotoFolder.Photo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The faces of a folder's photographs, found and fitted once and kept in a file. The file is keyed
 * by face model, fit, networks, and the list of photographs; a run that finds it complete uses it,
 * one that finds it begun goes on.
 */
public final class FaceCache implements AutoCloseable {

  /** Changes whenever what is stored changes. */
  private static final String VERSION = "faces-2";

  private static final int THREADS = 2;

  /** Photographs between two writes. */
  private static final int CHUNK = 32;

  private final FaceFile file;
  private final String key;

  private FaceCache(FaceFile file, String key) {
    this.file = file;
    this.key = key;
  }

  /** Told of long work. */
  @FunctionalInterface
  public interface Progress {
    /** So much of a whole is done. */
    void report(int done, int total);
  }

  /**
   * Opens the cache, and first fills it where it is not complete.
   *
   * @param photos to find faces in, in order
   * @param store of the networks
   * @param model to fit
   * @param file of the cache
   * @param progress called from this thread
   * @throws IOException where the cache cannot be written, or no photograph to train on shows a
   *     face
   * @throws CancellationException where the thread was interrupted; what was done is kept
   */
  public static FaceCache open(
      List<Photo> photos, ModelStore store, MorphableModel model, Path file, Progress progress)
      throws IOException {
    String key = key(photos, store, model);
    FaceFile faces = FaceFile.open(file, key, new FaceVector(model).length());
    FaceCache cache = new FaceCache(faces, key);
    try {
      if (faces.count() < photos.size()) {
        cache.fill(photos, store, model, progress);
      }
      cache.requireFaces(photos);
    } catch (IOException | RuntimeException e) {
      faces.close();
      throw e;
    }
    return cache;
  }

  private void requireFaces(List<Photo> photos) throws IOException {
    for (int i = 0; i < photos.size(); i++) {
      if (!photos.get(i).validation() && file.read(i).found()) {
        return;
      }
    }
    throw new IOException(
        "none of the %d photographs from %s on shows a face that can be learned from; are they pictures of faces?"
            .formatted(photos.size(), photos.get(0).file()));
  }

  private static String key(List<Photo> photos, ModelStore store, MorphableModel model)
      throws IOException {
    StringBuilder all = new StringBuilder(VERSION).append('\n').append(model.id());
    all.append(' ').append(new FaceVector(model).length()).append(' ').append(RegressStage.FIT);
    FaceDetector.MODELS.forEach(name -> all.append(' ').append(store.id(name)));
    for (Photo p : photos) {
      all.append('\n').append(p.name()).append(' ').append(Files.size(p.file()));
      all.append(' ').append(p.person()).append(' ').append(p.validation());
    }
    return ModelStore.sha256(ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private void fill(List<Photo> photos, ModelStore store, MorphableModel model, Progress progress)
      throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<FaceReader> readers = new ArrayList<>();
    try {
      for (int t = 0; t < THREADS; t++) {
        readers.add(new FaceReader(store, model));
      }
      progress.report(file.count(), photos.size());
      while (file.count() < photos.size()) {
        int from = file.count();
        for (StoredFace face :
            chunk(photos.subList(from, Math.min(photos.size(), from + CHUNK)), readers, threads)) {
          file.append(face);
        }
        progress.report(file.count(), photos.size());
      }
    } finally {
      stop(threads);
      readers.forEach(FaceReader::close);
    }
  }

  /** Waits for the photographs in hand: a reader is not closed while it is used. */
  private static void stop(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = Thread.interrupted();
    boolean over = false;
    while (!over) {
      try {
        over = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static CancellationException interrupted() {
    return new CancellationException(
        "interrupted while finding faces; the next run goes on from here");
  }

  /** Every {@value #THREADS}nd photograph belongs to one thread; the order is kept. */
  private static List<StoredFace> chunk(
      List<Photo> photos, List<FaceReader> readers, ExecutorService threads) throws IOException {
    List<Future<List<StoredFace>>> parts = new ArrayList<>();
    for (int t = 0; t < readers.size(); t++) {
      int first = t;
      parts.add(
          threads.submit(
              () -> {
                List<StoredFace> out = new ArrayList<>();
                for (int i = first; i < photos.size(); i += readers.size()) {
                  if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException();
                  }
                  out.add(readers.get(first).read(photos.get(i)));
                }
                return out;
              }));
    }
    try {
      List<StoredFace> out = new ArrayList<>();
      for (int i = 0; i < photos.size(); i++) {
        out.add(parts.get(i % readers.size()).get().get(i / readers.size()));
      }
      return out;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("finding faces failed: " + e.getCause().getMessage(), e.getCause());
    }
  }

  /** Photographs, with and without a face. */
  public int count() {
    return file.count();
  }

  /** What is kept of a photograph. */
  public StoredFace read(int index) {
    try {
      return file.read(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names everything that the faces depend on: 64 hexadecimal digits. */
  public String key() {
    return key;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
