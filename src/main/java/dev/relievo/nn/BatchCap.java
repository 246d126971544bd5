package dev.relievo.nn;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many items a batch may hold: fewer for a while after one found too little memory. Whoever
 * else uses the device may have taken it for good, or for a moment; so the cap is halved at once,
 * and doubled after each pause in which it held. Used by one thread.
 */
final class BatchCap {

  private final int most;
  private final long pauseNanos;
  private final LongSupplier nanoTime;
  private int cap;
  private long changed;

  /**
   * Without a cap yet.
   *
   * @param most items that a batch ever holds
   * @param pause until a smaller cap is doubled
   */
  BatchCap(int most, Duration pause, LongSupplier nanoTime) {
    this.most = most;
    this.pauseNanos = pause.toNanos();
    this.nanoTime = nanoTime;
    cap = most;
  }

  /** Most items of the next batch, at least 1. */
  int now() {
    if (cap < most && nanoTime.getAsLong() - changed >= pauseNanos) {
      cap = Math.min(most, 2 * cap);
      changed = nanoTime.getAsLong();
    }
    return cap;
  }

  /** A batch of this size, at least 2, found too little memory. */
  void tooLarge(int size) {
    cap = Math.min(cap, size / 2);
    changed = nanoTime.getAsLong();
  }
}
