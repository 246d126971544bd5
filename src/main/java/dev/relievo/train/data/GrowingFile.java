package dev.relievo.train.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A file of records that threads in the background make and append, in order. Each record is a
 * function of its number, so that work which was interrupted goes on where it stopped, however many
 * threads there are. Safe to share between threads.
 *
 * @param <T> what a record holds
 */
public final class GrowingFile<T> implements AutoCloseable {

  private static final int REPORT_EVERY = 100;

  private final RecordFile<T> file;
  private final int total;
  private final Supplier<? extends Maker<T>> makers;
  private final Progress progress;
  private final AtomicInteger next;
  private final List<Thread> threads = new ArrayList<>();
  private final Object grown = new Object();
  private volatile boolean closed;
  private volatile Throwable failure;

  /**
   * Makes records; belongs to one thread.
   *
   * @param <T> what a record holds
   */
  public interface Maker<T> extends AutoCloseable {
    /** The record of a number. */
    T make(int index);

    @Override
    void close();
  }

  /**
   * Begins to make what the file lacks.
   *
   * @param file closed with this
   * @param total how many records there shall be
   * @param name of the threads
   * @param threads how many
   * @param makers called once in each thread that has work to do
   * @param progress called from the background threads
   */
  public GrowingFile(
      RecordFile<T> file,
      int total,
      String name,
      int threads,
      Supplier<? extends Maker<T>> makers,
      Progress progress) {
    if (total < 1) {
      throw new IllegalArgumentException("at least one rendering is needed, not " + total);
    }
    this.file = file;
    this.total = total;
    this.makers = makers;
    this.progress = progress;
    next = new AtomicInteger(file.count());
    for (int t = 0; t < threads && file.count() < total; t++) {
      Thread thread = new Thread(this::work, name + (threads == 1 ? "" : "-" + t));
      thread.setDaemon(true);
      thread.setPriority(Thread.MIN_PRIORITY);
      this.threads.add(thread);
    }
    this.threads.forEach(Thread::start);
  }

  private void work() {
    try (Maker<T> maker = makers.get()) {
      int index = next.getAndIncrement();
      while (index < total && append(index, maker.make(index))) {
        if ((index + 1) % REPORT_EVERY == 0 || index + 1 == total) {
          progress.report(index + 1, total);
        }
        index = next.getAndIncrement();
      }
    } catch (InterruptedException | IOException | RuntimeException | Error e) {
      synchronized (grown) {
        failure = e;
        grown.notifyAll();
      }
    }
  }

  /** Waits for its turn; false where there is no more to do. */
  private boolean append(int index, T made) throws IOException, InterruptedException {
    synchronized (grown) {
      while (file.count() < index && !closed && failure == null) {
        grown.wait();
      }
      if (closed || failure != null) {
        return false;
      }
      file.append(made);
      grown.notifyAll();
      return true;
    }
  }

  /** Records there are; grows. */
  public int count() {
    return Math.min(total, file.count());
  }

  /** Records there will be. */
  public int total() {
    return total;
  }

  /**
   * A record; waits until it is made.
   *
   * @param index below {@link #total()}
   * @throws IllegalStateException where it will not be made: making failed, or this was closed
   * @throws CancellationException where the thread was interrupted
   */
  public T await(int index) {
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
    synchronized (grown) {
      closed = true;
      grown.notifyAll();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
