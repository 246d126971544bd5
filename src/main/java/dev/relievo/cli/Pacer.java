package dev.relievo.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Real speed: holds pictures back until their time has come, and tells which come too late. One
 * that is late is worth nothing to whoever looks at now; but where all are, as when decoding is
 * slower than the video, one a second is let through all the same.
 */
final class Pacer {

  /** Later than this is late: what players allow before they skip. */
  private static final long LATE = TimeUnit.MILLISECONDS.toMicros(200);

  private static final long STARVED = TimeUnit.SECONDS.toMicros(1);

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long micros) throws InterruptedException;
  }

  private final LongSupplier clock;
  private final Sleeper sleeper;
  private boolean started;
  private long start;
  private long lastShown;

  Pacer() {
    this(() -> System.nanoTime() / 1000, TimeUnit.MICROSECONDS::sleep);
  }

  /**
   * By another clock.
   *
   * @param clock microseconds
   */
  Pacer(LongSupplier clock, Sleeper sleeper) {
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /**
   * Waits until a picture is due.
   *
   * @param micros its time since the first
   * @return whether it is in time; else it is to be dropped
   */
  boolean await(long micros) throws InterruptedException {
    if (!started) {
      started = true;
      start = clock.getAsLong() - micros;
      lastShown = micros;
      return true;
    }
    long early = start + micros - clock.getAsLong();
    if (early > 0) {
      sleeper.sleep(early);
    }
    boolean shown = early >= -LATE || micros - lastShown >= STARVED;
    lastShown = shown ? micros : lastShown;
    return shown;
  }
}
