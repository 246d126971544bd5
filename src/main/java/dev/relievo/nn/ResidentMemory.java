package dev.relievo.nn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** All memory that this process holds, Java's heap and what native code allocated alike. */
public final class ResidentMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private ResidentMemory() {}

  /** Bytes at this moment; NaN where the system does not say as Linux does. */
  public static double bytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .mapToDouble(line -> 1024.0 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
