package dev.relievo.evaluate;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/**
 * What it took to send some frames through all stages.
 *
 * @param seconds by the clock
 * @param cpuSeconds of the process
 * @param faces that came out
 */
record Pass(double seconds, double cpuSeconds, int faces) {

  /** Passes after which it is timed, come what may. */
  private static final int MOST_WARM_UPS = 8;

  /** Share of a pass's processor time that the compiler may still take when timing starts. */
  private static final double SETTLED = 0.03;

  /** Measures a pass; the callable says how many faces came out. */
  static Pass of(Callable<Integer> frames) throws Exception {
    double cpu = CpuTimes.ofProcess();
    long start = System.nanoTime();
    int faces = frames.call();
    return new Pass((System.nanoTime() - start) / 1e9, CpuTimes.ofProcess() - cpu, faces);
  }

  /**
   * Repeats passes until the virtual machine has compiled what they need: what it spends on that in
   * its first minutes is no property of what is measured.
   */
  static void warmUp(Callable<Pass> pass) throws Exception {
    for (int i = 0; i < MOST_WARM_UPS; i++) {
      double compiled = compilation();
      double cpu = pass.call().cpuSeconds();
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
