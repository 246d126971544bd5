package dev.relievo.evaluate;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.relievo.stage.SidePool;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads what this process has spent so far, by who spent it. A Java thread that ends between two
 * readings is missing from its party, not from the process.
 */
final class EffortClock implements Supplier<Effort> {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Supplier<Set<Long>> brokers;
  private final Supplier<Set<Long>> workers;
  private final VmThreads vm = new VmThreads();

  /**
   * A clock.
   *
   * @param brokers ids of the broker's threads at the moment
   * @param workers ids of the threads that call the stage functions at the moment
   */
  EffortClock(Supplier<Set<Long>> brokers, Supplier<Set<Long>> workers) {
    this.brokers = brokers;
    this.workers = workers;
  }

  @Override
  public Effort get() {
    Set<Long> broker = brokers.get(), worker = workers.get();
    Effort sum = Effort.NONE;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null) {
        long id = thread.getThreadId();
        Effort.Share share = share(id);
        if (broker.contains(id)) {
          sum = sum.plus(new Effort(0, Effort.Share.NONE, share, Effort.Share.NONE, 0, 0));
        } else if (worker.contains(id) || SidePool.owns(thread.getThreadName())) {
          sum = sum.plus(new Effort(0, share, Effort.Share.NONE, Effort.Share.NONE, 0, 0));
        } else {
          sum = sum.plus(new Effort(0, Effort.Share.NONE, Effort.Share.NONE, share, 0, 0));
        }
      }
    }
    VmThreads.Seconds own = vm.read();
    return sum.plus(
        new Effort(
            processSeconds(),
            Effort.Share.NONE,
            Effort.Share.NONE,
            Effort.Share.NONE,
            own.compiler(),
            own.collector()));
  }

  private static Effort.Share share(long id) {
    double seconds = Math.max(0, THREADS.getThreadCpuTime(id)) / 1e9;
    return new Effort.Share(seconds, Math.max(0, THREADS.getThreadAllocatedBytes(id)));
  }

  /** Seconds of processor time of the process alone. */
  static double processSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
