package dev.relievo.cli;

/** Which pictures of a video are published at all: every so many, and so many a second. */
final class Sieve {

  private static final double MICROS = 1e6;

  private final int every;
  private final double interval;
  private long seen;
  private long taken = -1;

  /**
   * Of one video.
   *
   * @param every 1 takes all, 2 every other one
   * @param perSecond the most a second, by their presentation times; 0 for all
   */
  Sieve(int every, double perSecond) {
    this.every = every;
    interval = perSecond > 0 ? MICROS / perSecond : 0;
  }

  /** Whether the next picture is taken. */
  boolean takes(long micros) {
    if (seen++ % every != 0) {
      return false;
    }
    if (interval == 0) {
      return true;
    }
    // In which of the intervals it is; a twentieth of one is what times are inexact by.
    long slot = (long) Math.floor(micros / interval + 0.05);
    boolean first = slot > taken;
    taken = Math.max(slot, taken);
    return first;
  }
}
