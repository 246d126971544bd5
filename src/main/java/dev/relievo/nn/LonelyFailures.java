package dev.relievo.nn;

/**
 * Whose fault it is where there is too little memory for one item alone. A picture may be so large
 * that it always is: it must not stop one process after the other. A device may be full: to fail
 * its items one by one would send them all away. A dummy of ordinary size tells the two apart, as
 * long as it need not be asked too often in a row. Used by one thread.
 */
final class LonelyFailures {

  /** Items in a row; the next failure is the device's, whatever the dummy says. */
  private static final int MOST_BLAMED = 3;

  private final Runnable probe;
  private int blamed;

  /**
   * Nobody was blamed yet.
   *
   * @param probe throws where the device is out of order; null where there is none
   */
  LonelyFailures(Runnable probe) {
    this.probe = probe;
  }

  /** Some batch came through. */
  void succeeded() {
    blamed = 0;
  }

  /**
   * What an item fails with.
   *
   * @param e the lack of memory
   * @return an {@link OutOfDeviceMemoryException} where the item is not to blame
   */
  Throwable judge(Throwable e) {
    if (probe == null || blamed == MOST_BLAMED || !probeRuns()) {
      return new OutOfDeviceMemoryException(e);
    }
    blamed++;
    return new IllegalStateException("it alone needs more memory than there is: " + e, e);
  }

  private boolean probeRuns() {
    try {
      probe.run();
      return true;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }
}
