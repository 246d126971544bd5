package dev.relievo.train.data;

import dev.relievo.train.data.PhotoFolder.Photo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Goes through photographs once, in order, and appends one record of each to a file; begins where
 * the file ends.
 */
public final class PhotoPass {

  private static final int THREADS = 2;

  /** Photographs between two writes. */
  private static final int CHUNK = 32;

  private PhotoPass() {}

  /**
   * Makes records of photographs; belongs to one thread.
   *
   * @param <T> what is kept of a photograph
   */
  public interface Reader<T> extends AutoCloseable {
    /** What is kept of a photograph; one that cannot be decoded counts as one without a face. */
    T read(Photo photo) throws IOException;

    @Override
    void close();
  }

  /**
   * Makes readers.
   *
   * @param <T> what is kept of a photograph
   */
  @FunctionalInterface
  public interface Readers<T> {
    /** A new one; the caller closes it. */
    Reader<T> open() throws IOException;
  }

  /**
   * Appends what the file lacks.
   *
   * @param progress called from this thread
   * @throws CancellationException where the thread was interrupted; what was done is kept
   */
  public static <T> void fill(
      List<Photo> photos, RecordFile<T> file, Readers<T> make, Progress progress)
      throws IOException {
    if (file.count() >= photos.size()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Reader<T>> readers = new ArrayList<>();
    try {
      for (int t = 0; t < THREADS; t++) {
        readers.add(make.open());
      }
      progress.report(file.count(), photos.size());
      while (file.count() < photos.size()) {
        int from = file.count();
        for (T face :
            chunk(photos.subList(from, Math.min(photos.size(), from + CHUNK)), readers, threads)) {
          file.append(face);
        }
        progress.report(file.count(), photos.size());
      }
    } finally {
      stop(threads);
      readers.forEach(Reader::close);
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
  private static <T> List<T> chunk(
      List<Photo> photos, List<Reader<T>> readers, ExecutorService threads) throws IOException {
    List<Future<List<T>>> parts = new ArrayList<>();
    for (int t = 0; t < readers.size(); t++) {
      int first = t;
      parts.add(
          threads.submit(
              () -> {
                List<T> out = new ArrayList<>();
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
      List<T> out = new ArrayList<>();
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
}
