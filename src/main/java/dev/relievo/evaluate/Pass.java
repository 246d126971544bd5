package dev.relievo.evaluate;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * What it took to send some frames through all stages.
 *
 * @param seconds by the clock
 * @param effort processor time and memory
 * @param faces that came out
 */
record Pass(double seconds, Effort effort, int faces) {

  static final Pass NONE = new Pass(0, Effort.NONE, 0);

  /** Share of a pass's processor time that the compilers may still take when timing starts. */
  private static final double SETTLED = 0.02;

  /** Warming up ends after this many times the least duration, come what may. */
  private static final int MOST = 4;

  /** Measures a pass; the callable says how many faces came out. */
  static Pass of(Supplier<Effort> clock, Callable<Integer> frames) throws Exception {
    Effort effort = clock.get();
    long start = System.nanoTime();
    int faces = frames.call();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Pass(seconds, clock.get().minus(effort), faces);
  }

  /** Both one after the other. */
  Pass plus(Pass other) {
    return new Pass(seconds + other.seconds, effort.plus(other.effort), faces + other.faces);
  }

  /**
   * Repeats passes until the virtual machine has compiled what they need: what it spends on that in
   * its first minutes is no property of what is measured.
   *
   * @param least how long at least
   * @return all of them together
   */
  static Pass warmUp(Callable<Pass> pass, Duration least) throws Exception {
    Pass all = NONE;
    double seconds = least.toMillis() / 1e3;
    boolean settled = false;
    while (all.seconds() < seconds || !settled && all.seconds() < MOST * seconds) {
      Pass one = pass.call();
      settled = one.effort().compiler() < SETTLED * one.effort().process();
      all = all.plus(one);
    }
    return all;
  }
}
