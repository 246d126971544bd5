package dev.relievo.nn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Gathers single calls from many threads into batches for one worker, which alone owns the device.
 *
 * <p>Each caller blocks until its own item is done, so a batch is never larger than the number of
 * threads that call. What follows when a batch throws:
 *
 * <ul>
 *   <li>an exception: it is repeated item by item, so that one bad item does not fail the others;
 *   <li>too little memory, see {@link OutOfMemory}: it is repeated in halves, and batches stay
 *       smaller for a while, see {@link BatchCap}. For what becomes of an item for which there is
 *       too little memory alone, see {@link LonelyFailures};
 *   <li>any other {@link Error}, such as a native library that is missing: not the items' fault;
 *       they all fail with it.
 * </ul>
 *
 * @param <I> item
 * @param <O> what becomes of it
 */
public final class Batcher<I, O> implements AutoCloseable {

  /** Called by the worker; times in nanoseconds. */
  public interface Listener {
    /** The time that one item waited between being handed in and the start of its batch. */
    void queued(long nanos);

    /** A batch of {@code size} items took {@code nanos}; each repetition is told of by itself. */
    void ran(int size, long nanos);

    /** A batch of {@code size} items found too little memory. */
    default void ranOutOfMemory(int size) {}
  }

  /**
   * What bounds it.
   *
   * @param maxBatch most items a batch, at least 1
   * @param maxDelay how long the first item of a batch waits for others; zero takes what is there
   * @param maxQueue most items that wait for a batch, at least 1; a caller waits for a place
   * @param pause how long batches stay smaller after one found too little memory
   */
  public record Limits(int maxBatch, Duration maxDelay, int maxQueue, Duration pause) {

    private static final int MAX_QUEUE = 128;
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Checks them. */
    public Limits {
      if (maxBatch < 1) {
        throw new IllegalArgumentException("a batch holds at least 1 item, not " + maxBatch);
      }
      if (maxQueue < 1) {
        throw new IllegalArgumentException("a queue holds at least 1 item, not " + maxQueue);
      }
    }

    /** With a queue of 128 and a pause of a minute. */
    public static Limits of(int maxBatch, Duration maxDelay) {
      return new Limits(maxBatch, maxDelay, MAX_QUEUE, PAUSE);
    }
  }

  /** Told apart by identity: items may be large, and equal. */
  private static final class Call<I, O> {
    private final I item;
    private final long submitted = System.nanoTime();
    private final CompletableFuture<O> result = new CompletableFuture<>();

    private Call(I item) {
      this.item = item;
    }
  }

  private static final class ClosedException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final Function<List<I>, List<O>> function;
  private final Limits limits;
  private final Listener listener;
  private final LonelyFailures lonely;
  private final BatchCap cap;
  private final BlockingQueue<Call<I, O>> queue;
  private final Set<Call<I, O>> waiting = ConcurrentHashMap.newKeySet();
  private final Thread worker;
  private volatile boolean closed;

  /** Starts the worker, with a queue of 128 and without a probe. */
  public Batcher(
      String name,
      Function<List<I>, List<O>> function,
      int maxBatch,
      Duration maxDelay,
      Listener listener) {
    this(name, function, Limits.of(maxBatch, maxDelay), listener, null);
  }

  /**
   * Starts the worker.
   *
   * @param name of the worker's thread
   * @param function one result an item, in the same order
   * @param limits of its batches and its queue
   * @param listener told of waiting times and batches
   * @param probe runs the function on a dummy of ordinary size and throws what that throws; null
   *     where there is none
   */
  public Batcher(
      String name,
      Function<List<I>, List<O>> function,
      Limits limits,
      Listener listener,
      Runnable probe) {
    this.function = function;
    this.limits = limits;
    this.listener = listener;
    lonely = new LonelyFailures(probe);
    cap = new BatchCap(limits.maxBatch(), limits.pause(), System::nanoTime);
    queue = new ArrayBlockingQueue<>(limits.maxQueue());
    worker = new Thread(this::work, name);
    worker.setDaemon(true);
    worker.start();
  }

  /**
   * Runs one item as part of some batch and waits for it.
   *
   * @param timeout how long to wait at most: a hung device becomes an error, not a stuck thread
   * @throws ExecutionException where the function failed for this very item; the cause says why
   * @throws TimeoutException where there was no result in time, or the batcher is closed; the item
   *     may still be running
   */
  public O call(I item, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Call<I, O> call = new Call<>(item);
    waiting.add(call);
    try {
      if (closed || !queue.offer(call, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException(worker.getName() + " takes no more items");
      }
      return call.result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClosedException) {
        throw new TimeoutException(worker.getName() + " was closed");
      }
      throw e;
    } finally {
      waiting.remove(call);
      call.result.cancel(false); // Nobody waits any more: the worker skips it if still queued.
    }
  }

  /** The worker's, by which its processor time can be told from that of the callers. */
  public long threadId() {
    return worker.getId();
  }

  /** Stops the worker, and frees every caller with a {@link TimeoutException} at once. */
  @Override
  public void close() {
    closed = true;
    // Before the interruption: what the function makes of that is not the items' fault.
    waiting.forEach(call -> call.result.completeExceptionally(new ClosedException()));
    worker.interrupt();
  }

  /**
   * Waits, once closed, for the function to return.
   *
   * @return whether it has: until then it may use whatever it was given, native memory for one
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    worker.join(Math.max(1, timeout.toMillis()));
    return !worker.isAlive();
  }

  private void work() {
    List<Call<I, O>> batch = new ArrayList<>(limits.maxBatch());
    try {
      while (!closed) {
        gather(batch);
        run(batch);
        batch.clear();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      close(); // Also where a defect ends the worker: nobody must wait for it.
    }
  }

  private void gather(List<Call<I, O>> batch) throws InterruptedException {
    batch.add(queue.take());
    long deadline = System.nanoTime() + limits.maxDelay().toNanos();
    int most = cap.now();
    while (queue.drainTo(batch, most - batch.size()) >= 0 && batch.size() < most) {
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
    int done = 0;
    while (done < batch.size()) {
      int end = Math.min(batch.size(), done + cap.now());
      if (attempt(batch.subList(done, end))) {
        done = end;
      }
    }
  }

  /** Whether each of them has its end; else they are to be tried again, fewer at once. */
  private boolean attempt(List<Call<I, O>> calls) {
    try {
      complete(calls);
      lonely.succeeded();
    } catch (Exception | Error e) {
      if (OutOfMemory.is(e)) {
        return ranOutOfMemory(calls, e);
      }
      if (e instanceof Error || calls.size() == 1) {
        fail(calls, e);
      } else {
        calls.forEach(call -> attempt(List.of(call)));
      }
    }
    return true;
  }

  private boolean ranOutOfMemory(List<Call<I, O>> calls, Throwable e) {
    listener.ranOutOfMemory(calls.size());
    if (calls.size() > 1) {
      cap.tooLarge(calls.size());
      return false;
    }
    fail(calls, lonely.judge(e));
    return true;
  }

  private void fail(List<Call<I, O>> calls, Throwable e) {
    calls.forEach(call -> call.result.completeExceptionally(e));
  }

  private void complete(List<Call<I, O>> calls) {
    List<O> results;
    long start = System.nanoTime();
    try {
      results = function.apply(calls.stream().map(call -> call.item).toList());
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
