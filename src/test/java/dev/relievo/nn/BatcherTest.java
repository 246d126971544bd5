package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatcherTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger queued = new AtomicInteger();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private Batcher<Integer, Integer> batcher;

  @AfterEach
  void close() {
    callers.shutdownNow();
    batcher.close();
  }

  @Test
  void shouldGatherConcurrentCallsIntoOneBatch() throws Exception {
    start(BatcherTest::squares, 4, LONG); // A full batch does not wait for its delay.

    assertThat(callAll(List.of(1, 2, 3, 4))).containsExactly(1, 4, 9, 16);

    assertThat(sizes).containsExactly(4);
    assertThat(queued).hasValue(4);
  }

  @Test
  void shouldNotExceedTheLargestBatch() throws Exception {
    start(BatcherTest::squares, 2, Duration.ofMillis(5));

    assertThat(callAll(List.of(1, 2, 3, 4, 5))).containsExactly(1, 4, 9, 16, 25);

    assertThat(sizes).allMatch(size -> size <= 2);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5);
  }

  @Test
  void shouldRunASingleCallWithoutOthers() throws Exception {
    start(BatcherTest::squares, 16, Duration.ZERO);

    assertThat(batcher.call(7, LONG)).isEqualTo(49);
  }

  @Test
  void shouldFailOnlyTheItemThatFailsAlone() throws Exception {
    start(
        batch -> {
          if (batch.contains(3)) {
            throw new IllegalArgumentException("three");
          }
          return squares(batch);
        },
        4,
        LONG);

    List<Future<Integer>> results = submitAll(List.of(1, 2, 3, 4));

    assertThat(results.get(0).get()).isEqualTo(1);
    assertThat(results.get(1).get()).isEqualTo(4);
    assertThat(results.get(3).get()).isEqualTo(16);
    assertThatThrownBy(() -> results.get(2).get()).hasRootCauseMessage("three");
  }

  @Test
  void shouldFailAWholeBatchOnAnErrorOfTheMachine() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    start(
        batch -> {
          runs.incrementAndGet();
          throw new UnsatisfiedLinkError("no native library in this test");
        },
        2,
        LONG);

    for (Future<Integer> result : submitAll(List.of(1, 2))) {
      assertThatThrownBy(result::get).hasRootCauseInstanceOf(UnsatisfiedLinkError.class);
    }
    assertThat(runs).as("an error is not repeated item by item").hasValue(1);
  }

  @Test
  void shouldFailWhenTheFunctionLosesItems() {
    start(batch -> List.of(), 1, Duration.ZERO);

    assertThatThrownBy(() -> batcher.call(1, LONG))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("0 results for 1 items");
  }

  @Test
  void shouldGiveUpOnAHungFunctionAndSkipWhatNobodyWaitsFor() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    start(
        batch -> {
          seen.addAll(batch);
          await(hang);
          return squares(batch);
        },
        1,
        Duration.ZERO);

    assertThatThrownBy(() -> batcher.call(1, Duration.ofMillis(50)))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> batcher.call(2, Duration.ofMillis(50)))
        .isInstanceOf(TimeoutException.class);
    hang.countDown();

    assertThat(batcher.call(3, LONG)).isEqualTo(9);
    assertThat(seen).containsExactly(1, 3);
  }

  private static List<Integer> squares(List<Integer> batch) {
    return batch.stream().map(i -> i * i).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(
      Function<List<Integer>, List<Integer>> function, int maxBatch, Duration maxDelay) {
    Batcher.Listener listener =
        new Batcher.Listener() {
          @Override
          public void queued(long nanos) {
            queued.incrementAndGet();
          }

          @Override
          public void ran(int size, long nanos) {
            sizes.add(size);
          }
        };
    batcher = new Batcher<>("test-batcher", function, maxBatch, maxDelay, listener);
  }

  private List<Future<Integer>> submitAll(List<Integer> items) {
    List<Future<Integer>> futures = new ArrayList<>();
    for (Integer item : items) {
      Callable<Integer> call = () -> batcher.call(item, LONG);
      futures.add(callers.submit(call));
    }
    return futures;
  }

  private List<Integer> callAll(List<Integer> items) throws Exception {
    List<Integer> results = new ArrayList<>();
    for (Future<Integer> future : submitAll(items)) {
      results.add(future.get());
    }
    return results;
  }
}
