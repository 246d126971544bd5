package dev.relievo.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of this process at a moment, MiB.
 *
 * @param heap what of Java's heap is in use, garbage included
 * @param committed what of the heap the system has given
 * @param resident all that the process holds in memory; NaN on other systems than Linux
 */
record ProcessMemory(double heap, double committed, double resident) {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final double MIB = 1 << 20;

  static ProcessMemory now() {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new ProcessMemory(heap.getUsed() / MIB, heap.getCommitted() / MIB, residentNow());
  }

  /** After a collection, so that {@link #heap} is what is alive. */
  static ProcessMemory alive() {
    System.gc();
    return now();
  }

  private static double residentNow() {
    if (!Files.isReadable(STATUS)) {
      return Double.NaN;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
