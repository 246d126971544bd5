package dev.relievo.nn;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.Optional;

/**
 * Memory of a GPU as its driver counts it: that of every process on it, the engine's cache
 * included. Of the CPU the operating system knows more than the engine does.
 */
public final class DeviceMemory {

  private final Device device;

  private DeviceMemory(Device device) {
    this.device = device;
  }

  /**
   * Of the device that networks run on.
   *
   * @return empty where it is the CPU
   */
  public static Optional<DeviceMemory> of(NetworkDevice device) {
    return Optional.of(device.engineDevice()).filter(Device::isGpu).map(DeviceMemory::new);
  }

  /** Bytes in use. */
  public long used() {
    return usage().getUsed();
  }

  /** Bytes that the device has. */
  public long limit() {
    return usage().getMax();
  }

  private MemoryUsage usage() {
    return CudaUtils.getGpuMemory(device);
  }
}
