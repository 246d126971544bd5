package dev.relievo.train.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * The batches of a source in order, made ahead by a thread of their own.
 *
 * @param <B> a batch
 */
public final class BatchStream<B> implements AutoCloseable {

  private static final int AHEAD = 2;

  private final LongFunction<B> source;
  private final Deque<Future<B>> ready = new ArrayDeque<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread t = new Thread(task, "batches");
            t.setDaemon(true);
            return t;
          });
  private long nextStep;

  /**
   * Starts at a step.
   *
   * @param source batch of a step; used by no one else from now on
   */
  public BatchStream(LongFunction<B> source, long firstStep) {
    this.source = source;
    nextStep = firstStep;
    for (int i = 0; i < AHEAD; i++) {
      order();
    }
  }

  private void order() {
    long step = nextStep++;
    ready.add(thread.submit(() -> source.apply(step)));
  }

  /**
   * The next batch; waits for it.
   *
   * @throws InterruptedException where the wait was interrupted; the batch is not lost
   */
  public B next() throws InterruptedException {
    try {
      B batch = ready.peek().get();
      ready.remove();
      order();
      return batch;
    } catch (ExecutionException e) {
      throw new IllegalStateException("no batch: " + e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
