package dev.relievo.evaluate;

import dev.relievo.nn.ResidentMemory;
import java.lang.management.ManagementFactory;

/**
 * Memory of this process at a moment, MiB.
 *
 * @param heap what of Java's heap is in use, garbage included
 * @param committed what of the heap the system has given
 * @param resident all that the process holds in memory; NaN on other systems than Linux
 */
record ProcessMemory(double heap, double committed, double resident) {

  private static final double MIB = 1 << 20;

  static ProcessMemory now() {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new ProcessMemory(
        heap.getUsed() / MIB, heap.getCommitted() / MIB, ResidentMemory.bytes() / MIB);
  }

  /** After a collection, so that {@link #heap} is what is alive. */
  static ProcessMemory alive() {
    System.gc();
    return now();
  }
}
