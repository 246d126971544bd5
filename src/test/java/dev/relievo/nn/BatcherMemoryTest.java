package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A device that runs out of memory, and one that hangs when its stage is stopped. */
class BatcherMemoryTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> tooLarge = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private Batcher<Integer, Integer> batcher;

  @AfterEach
  void close() {
    callers.shutdownNow();
    batcher.close();
  }

  @Test
  void shouldRepeatABatchForWhichThereIsTooLittleMemoryInHalves() throws Exception {
    start(batch -> deviceOf(3, batch), LONG, LONG, null); // A full batch does not wait.

    assertThat(callAll(8)).isEqualTo(squares(IntStream.range(0, 8).boxed().toList()));

    assertThat(tooLarge).containsExactly(8, 4);
    assertThat(sizes).containsExactly(8, 4, 2, 2, 2, 2);
  }

  @Test
  void shouldKeepBatchesSmallForAWhile() throws Exception {
    start(batch -> deviceOf(3, batch), LONG, LONG, null);
    callAll(8);
    sizes.clear();

    callAll(8);

    assertThat(tooLarge).as("no second try of what was too large").containsExactly(8, 4);
    assertThat(sizes).allMatch(size -> size <= 2);
  }

  @Test
  void shouldTryLargerBatchesAgainLater() throws Exception {
    AtomicInteger memory = new AtomicInteger(3);
    start(batch -> deviceOf(memory.get(), batch), Duration.ofMillis(1), null);
    callAll(8);
    memory.set(100);

    for (int calls = 0; Collections.max(sizes.subList(1, sizes.size())) < 8; calls++) {
      assertThat(calls).as("calls of 8 without a batch of 8").isLessThan(1000);
      callAll(8);
    }
  }

  @Test
  void shouldTellWhenThereIsNoMemoryForASingleItem() {
    AtomicInteger runs = new AtomicInteger();
    start(
        batch -> {
          runs.incrementAndGet();
          throw new OutOfMemoryError("no memory left for this test");
        },
        LONG,
        null);

    assertThatThrownBy(() -> batcher.call(1, LONG))
        .hasCauseInstanceOf(OutOfDeviceMemoryException.class)
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
    assertThat(runs).hasValue(1);
  }

  @Test
  void shouldFailAnItemThatIsTooLargeByItselfAndNoOthers() throws Exception {
    start(
        batch -> {
          if (batch.contains(5)) {
            throw new EngineException("CUDA out of memory. Tried to allocate 20.00 GiB");
          }
          return squares(batch);
        },
        LONG,
        () -> {});

    List<Future<Integer>> results = submit(8);

    for (int i = 0; i < 8; i++) {
      if (i != 5) {
        assertThat(results.get(i).get()).isEqualTo(i * i);
      }
    }
    assertThatThrownBy(() -> results.get(5).get())
        .hasStackTraceContaining("it alone needs more memory than there is");
  }

  @Test
  void shouldBlameTheDeviceWhereADummyFailsToo() {
    start(batch -> deviceOf(0, batch), LONG, () -> deviceOf(0, List.of(1)));

    assertThatThrownBy(() -> batcher.call(1, LONG))
        .hasCauseInstanceOf(OutOfDeviceMemoryException.class);
  }

  @Test
  void shouldNotBlameOneItemAfterTheOther() {
    start(batch -> deviceOf(0, batch), LONG, () -> {});

    for (int item = 0; item < 3; item++) {
      assertThatThrownBy(() -> batcher.call(1, LONG))
          .hasCauseInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> batcher.call(1, LONG))
        .hasCauseInstanceOf(OutOfDeviceMemoryException.class);
  }

  @Test
  void shouldFreeEveryCallerWhenItIsClosedAndTellWhetherTheFunctionReturned() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch hang = new CountDownLatch(1);
    start(
        batch -> {
          running.countDown();
          awaitWhateverHappens(hang);
          return squares(batch);
        },
        LONG,
        null);
    List<Future<Integer>> results = submit(3);
    running.await();

    batcher.close();

    for (Future<Integer> result : results) {
      assertThatThrownBy(result::get).hasCauseInstanceOf(TimeoutException.class);
    }
    assertThat(batcher.awaitEnd(Duration.ofMillis(50))).as("it still hangs").isFalse();
    hang.countDown();
    assertThat(batcher.awaitEnd(LONG)).isTrue();
    assertThatThrownBy(() -> batcher.call(1, LONG)).isInstanceOf(TimeoutException.class);
  }

  /** As native code does, which knows of no interruption. */
  private static void awaitWhateverHappens(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Goes on.
      }
    }
  }

  private static List<Integer> deviceOf(int memory, List<Integer> batch) {
    if (batch.size() > memory) {
      throw new EngineException(
          "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory:"
              + " you tried to allocate 68719476736 bytes. Error code 12 (Cannot allocate memory)");
    }
    return squares(batch);
  }

  private static List<Integer> squares(List<Integer> batch) {
    return batch.stream().map(i -> i * i).toList();
  }

  /** Batches that are not full wait so shortly that it does not matter. */
  private void start(
      Function<List<Integer>, List<Integer>> function, Duration pause, Runnable probe) {
    start(function, pause, Duration.ofMillis(5), probe);
  }

  private void start(
      Function<List<Integer>, List<Integer>> function,
      Duration pause,
      Duration delay,
      Runnable probe) {
    Batcher.Listener listener =
        new Batcher.Listener() {
          @Override
          public void queued(long nanos) {}

          @Override
          public void ran(int size, long nanos) {
            sizes.add(size);
          }

          @Override
          public void ranOutOfMemory(int size) {
            tooLarge.add(size);
          }
        };
    Batcher.Limits limits = new Batcher.Limits(8, delay, 8, pause);
    batcher = new Batcher<>("test-batcher", function, limits, listener, probe);
  }

  private List<Future<Integer>> submit(int count) {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int item = i;
      Callable<Integer> call = () -> batcher.call(item, LONG);
      futures.add(callers.submit(call));
    }
    return futures;
  }

  private List<Integer> callAll(int count) throws Exception {
    List<Integer> results = new ArrayList<>();
    for (Future<Integer> future : submit(count)) {
      results.add(future.get());
    }
    return results;
  }
}
