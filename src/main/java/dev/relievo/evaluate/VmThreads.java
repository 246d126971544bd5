package dev.relievo.evaluate;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time of the virtual machine's own threads, by Linux' account of each ({@code
 * /proc/self/task/T/schedstat}); those of Java know it better from {@link
 * java.lang.management.ThreadMXBean}. A thread that has ended keeps its last reading.
 */
final class VmThreads {

  private static final Path TASKS = Path.of("/proc/self/task");

  private final Map<String, Double> compilers = new HashMap<>();
  private final Map<String, Double> collectors = new HashMap<>();

  /**
   * Seconds so far.
   *
   * @param compiler of the just-in-time compilers
   * @param collector of the garbage collector
   */
  record Seconds(double compiler, double collector) {}

  /** Reads the clocks; zeros on other systems than Linux. */
  synchronized Seconds read() {
    if (Files.isDirectory(TASKS)) {
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
        tasks.forEach(this::read);
      } catch (IOException e) {
        throw new IllegalStateException("the threads of this process cannot be listed", e);
      }
    }
    return new Seconds(sum(compilers), sum(collectors));
  }

  private void read(Path task) {
    try {
      String name = Files.readString(task.resolve("comm"));
      Map<String, Double> party = null;
      if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
        party = compilers;
      } else if (name.startsWith("GC ") || name.startsWith("G1 ") || name.startsWith("ParGC")) {
        party = collectors;
      }
      if (party != null) {
        String nanos = Files.readString(task.resolve("schedstat")).split(" ")[0];
        party.put(task.getFileName().toString(), Long.parseLong(nanos) / 1e9);
      }
    } catch (IOException e) {
      // The thread has ended since the folder was listed: its last reading stands.
    }
  }

  private static double sum(Map<String, Double> seconds) {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
