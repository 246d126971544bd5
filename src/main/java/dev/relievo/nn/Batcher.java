package dev.relievo.nn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Gathers single calls from many threads into batches for one worker, which alone owns the device.
 *
 * <p>Each caller blocks until its own item is done, so a batch is never larger than the number of
 * threads that call. A batch that throws is repeated item by item: one bad item does not fail the
 * others. An {@link Error} (no memory, no native library) is not the items' fault and fails the
 * batch.
 *
 * @param <I> item
 * @param <O> what becomes of it
 */
public final class Batcher<I, O> implements AutoCloseable {

  /** Called by the worker after each batch; times in nanoseconds. */
  public interface Listener {
    /** The time that one item waited between being handed in and the start of its batch. */
    void queued(long nanos);

    /** A batch of {@code size} items took {@code nanos}, the repetition of failed ones included. */
    void ran(int size, long nanos);
  }

  private record Call<I, O>(I item, long submitted, CompletableFuture<O> result) {}

  private final Function<List<I>, List<O>> function;
  private final int maxBatch;
  private final long maxDelay;
  private final Listener listener;
  private final BlockingQueue<Call<I, O>> queue = new ArrayBlockingQueue<>(1024);
  private final Thread worker;

  /**
   * Starts the worker.
   *
   * @param name of the worker's thread
   * @param function one result an item, in the same order
   * @param maxBatch most items a batch, at least 1
   * @param maxDelay how long the first item of a batch waits for others; zero takes what is there
   * @param listener told of waiting times and batches
   */
  public Batcher(
      String name,
      Function<List<I>, List<O>> function,
      int maxBatch,
      Duration maxDelay,
      Listener listener) {
    if (maxBatch < 1) {
      throw new IllegalArgumentException("a batch holds at least 1 item, not " + maxBatch);
    }
    this.function = function;
    this.maxBatch = maxBatch;
    this.maxDelay = maxDelay.toNanos();
    this.listener = listener;
    worker = new Thread(this::work, name);
    worker.setDaemon(true);
    worker.start();
  }

  /**
   * Runs one item as part of some batch and waits for it.
   *
   * @param timeout how long to wait at most: a hung device becomes an error, not a stuck thread
   * @throws ExecutionException where the function failed for this very item; the cause says why
   * @throws TimeoutException where there was no result in time; the item may still be running
   */
  public O call(I item, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    Call<I, O> call = new Call<>(item, System.nanoTime(), new CompletableFuture<>());
    if (!worker.isAlive() || !queue.offer(call, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException(worker.getName() + " takes no more items");
    }
    try {
      return call.result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      call.result.cancel(false); // Nobody waits any more: the worker skips it if still queued.
    }
  }

  /** The worker's, by which its processor time can be told from that of the callers. */
  public long threadId() {
    return worker.getId();
  }

  /** Stops the worker. Calls that still wait fail by their timeout. */
  @Override
  public void close() {
    worker.interrupt();
  }

  private void work() {
    List<Call<I, O>> batch = new ArrayList<>(maxBatch);
    try {
      while (true) {
        gather(batch);
        run(batch);
        batch.clear();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void gather(List<Call<I, O>> batch) throws InterruptedException {
    batch.add(queue.take());
    long deadline = System.nanoTime() + maxDelay;
    while (queue.drainTo(batch, maxBatch - batch.size()) >= 0 && batch.size() < maxBatch) {
      Call<I, O> next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    batch.removeIf(call -> call.result.isDone());
  }

  private void run(List<Call<I, O>> batch) {
    long start = System.nanoTime();
    batch.forEach(call -> listener.queued(start - call.submitted));
    try {
      complete(batch);
    } catch (Exception e) {
      batch.forEach(call -> alone(call, e, batch.size()));
    } catch (Error e) {
      batch.forEach(call -> call.result.completeExceptionally(e));
    }
  }

  private void alone(Call<I, O> call, Exception inBatch, int size) {
    if (size == 1) {
      call.result.completeExceptionally(inBatch);
      return;
    }
    try {
      complete(List.of(call));
    } catch (Exception | Error e) {
      call.result.completeExceptionally(e);
    }
  }

  private void complete(List<Call<I, O>> calls) {
    if (calls.isEmpty()) {
      return;
    }
    List<O> results;
    long start = System.nanoTime();
    try {
      results = function.apply(calls.stream().map(Call::item).toList());
    } finally {
      // Before the results: whoever has one finds its batch counted.
      listener.ran(calls.size(), System.nanoTime() - start);
    }
    if (results.size() != calls.size()) {
      throw new IllegalStateException(
          "the stage gave " + results.size() + " results for " + calls.size() + " items");
    }
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).result.complete(results.get(i));
    }
  }
}
