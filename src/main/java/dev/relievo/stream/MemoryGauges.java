package dev.relievo.stream;

import com.sun.management.OperatingSystemMXBean;
import dev.relievo.nn.DeviceMemory;
import dev.relievo.nn.NetworkDevice;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/**
 * Memory, tagged {@code device}: {@code relievo.device.memory.used.bytes} and {@code
 * relievo.device.memory.limit.bytes}. Of {@code cpu} it is this process's, heap and native memory
 * together, and what the machine or the container has; of {@code gpu:N} the device's.
 */
final class MemoryGauges {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private MemoryGauges() {}

  /** Of the processor; once more changes nothing. */
  static void cpu(MeterRegistry registry) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    add(registry, "cpu", system, now -> residentBytes(), OperatingSystemMXBean::getTotalMemorySize);
  }

  /** Of the GPU that networks run on, where they run on one; once more changes nothing. */
  static void gpu(MeterRegistry registry, NetworkDevice device) {
    DeviceMemory.of(device)
        .ifPresent(
            memory ->
                add(registry, device.name(), memory, DeviceMemory::used, DeviceMemory::limit));
  }

  private static <T> void add(
      MeterRegistry registry,
      String device,
      T of,
      ToDoubleFunction<T> used,
      ToDoubleFunction<T> limit) {
    Gauge.builder("relievo.device.memory.used.bytes", of, used)
        .description("Memory in use on the device")
        .tag("device", device)
        .strongReference(true)
        .register(registry);
    Gauge.builder("relievo.device.memory.limit.bytes", of, limit)
        .description("Memory that there is on the device")
        .tag("device", device)
        .strongReference(true)
        .register(registry);
  }

  /** Resident memory of this process; NaN where the system does not say as Linux does. */
  private static double residentBytes() {
    try (var lines = Files.lines(STATUS)) {
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
