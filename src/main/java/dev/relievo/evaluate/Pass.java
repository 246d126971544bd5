package dev.relievo.evaluate;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * What it took to send some frames through all stages.
 *
 * @param seconds by the clock
 * @param cpu processor time
 * @param faces that came out
 */
record Pass(double seconds, CpuTimes cpu, int faces) {

  static final Pass NONE = new Pass(0, CpuTimes.NONE, 0);

  /** Passes after which it is timed, come what may. */
  private static final int MOST_WARM_UPS = 8;

  /** Share of a pass's processor time that the compiler may still take when timing starts. */
  private static final double SETTLED = 0.03;

  /** Measures a pass; the callable says how many faces came out. */
  static Pass of(Supplier<CpuTimes> clock, Callable<Integer> frames) throws Exception {
    CpuTimes cpu = clock.get();
    long start = System.nanoTime();
    int faces = frames.call();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Pass(seconds, clock.get().minus(cpu), faces);
  }

  /** Both one after the other. */
  Pass plus(Pass other) {
    return new Pass(seconds + other.seconds, cpu.plus(other.cpu), faces + other.faces);
  }

  /**
   * Repeats passes until the virtual machine has compiled what they need: what it spends on that in
   * its first minutes is no property of what is measured.
   */
  static void warmUp(Callable<Pass> pass) throws Exception {
    for (int i = 0; i < MOST_WARM_UPS; i++) {
      double compiled = compilation();
      double cpu = pass.call().cpu().process();
      if (compilation() - compiled < SETTLED * cpu) {
        return;
      }
    }
  }

  /** Seconds that the compilers have run. */
  private static double compilation() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime() / 1e3;
  }
}
