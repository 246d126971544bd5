package dev.relievo.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A second thread beside the caller's for what is done item by item around a batch: decoding and
 * checking. One more, not as many as there are cores: stages of a process run side by side.
 */
public final class SidePool implements AutoCloseable {

  /** Threads that work at most, the caller's included. */
  public static final int THREADS = 2;

  private static final String SUFFIX = "-side";

  private final ExecutorService side;

  /**
   * Starts no thread yet.
   *
   * @param stage what the thread is named after
   */
  public SidePool(String stage) {
    side =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, stage + SUFFIX);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Whether a thread of this name belongs to a pool: its processor time is then its stage's. */
  public static boolean owns(String threadName) {
    return threadName.endsWith(SUFFIX);
  }

  /**
   * Results of a function, in order.
   *
   * @param function must be safe to call from two threads at once; what it throws is thrown
   */
  public <T> List<T> each(int count, IntFunction<T> function) {
    List<T> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(null);
    }
    AtomicInteger next = new AtomicInteger();
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            results.set(i, function.apply(i));
          }
        };
    if (count < THREADS) {
      worker.run();
      return results;
    }
    CompletableFuture<Void> other = CompletableFuture.runAsync(worker, side);
    try {
      worker.run();
    } finally {
      next.set(count);
      join(other);
    }
    return results;
  }

  private static void join(CompletableFuture<Void> other) {
    try {
      other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    side.shutdownNow();
  }
}
