package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.stage.SidePool;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EffortClockTest {

  private static final int BYTES = 64 << 20;
  private static volatile Object sink;

  @Test
  void shouldCountAStagesHelperToTheStages() throws Exception {
    EffortClock clock = new EffortClock(Set::of, Set::of);
    try (SidePool pool = new SidePool("clock")) {
      CountDownLatch both = new CountDownLatch(SidePool.THREADS);
      pool.each(SidePool.THREADS, i -> meet(both)); // Now its thread is there.
      Effort before = clock.get();
      CountDownLatch again = new CountDownLatch(SidePool.THREADS);
      pool.each(
          SidePool.THREADS,
          i -> {
            meet(again); // One item each, so one of them is the helper's.
            allocate();
            return i;
          });
      Effort spent = clock.get().minus(before);

      assertThat(spent.stages().allocated()).isCloseTo(BYTES, within(1e6));
      assertThat(spent.broker().allocated()).isZero();
    }
  }

  @Test
  void shouldTellPartiesApartAndLeaveNothingOut() {
    long here = Thread.currentThread().getId();
    EffortClock asStage = new EffortClock(Set::of, () -> Set.of(here));
    EffortClock asBroker = new EffortClock(() -> Set.of(here), Set::of);
    Effort stage = asStage.get(), broker = asBroker.get();
    allocate();
    stage = asStage.get().minus(stage);
    broker = asBroker.get().minus(broker);

    assertThat(stage.stages().allocated()).isGreaterThan(BYTES);
    assertThat(broker.broker().allocated()).isGreaterThan(BYTES);
    assertThat(
            stage.stages().seconds()
                + stage.broker().seconds()
                + stage.clients().seconds()
                + stage.compiler()
                + stage.collector()
                + stage.rest())
        .isCloseTo(stage.process(), within(1e-9));
  }

  private static int meet(CountDownLatch latch) {
    latch.countDown();
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return 0;
  }

  private static void allocate() {
    sink = new byte[BYTES];
    sink = null;
  }
}
