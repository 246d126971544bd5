package dev.relievo.nn;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Where a network runs. */
public final class NetworkDevice {

  /** The CPU. */
  public static final NetworkDevice CPU = new NetworkDevice(Device.cpu());

  private static final String GPU = "gpu:";

  private final Device device;

  private NetworkDevice(Device device) {
    this.device = device;
  }

  /**
   * The device of an option.
   *
   * @param option {@code cpu}; {@code gpu:N}, the GPU of that number; or {@code auto}, the first
   *     GPU that the engine sees, else the CPU
   * @throws DeviceUnavailableException where it is none of these, or there is no such GPU
   */
  public static NetworkDevice of(String option) {
    // First: whoever asks for a device may start the engine with it.
    Network.preferOneThread();
    if (option.equals("cpu")) {
      return CPU;
    }
    int count = Engine.getEngine("PyTorch").getGpuCount();
    if (option.equals("auto")) {
      return count > 0 ? new NetworkDevice(Device.gpu(0)) : CPU;
    }
    int number = gpu(option);
    if (number >= count) {
      throw new DeviceUnavailableException(
          "relievo.device is %s, but the engine sees %s; a GPU also needs the engine's CUDA libraries (PYTORCH_LIBRARY_PATH)"
              .formatted(option, count == 0 ? "no GPU" : count + " GPUs, numbered from 0"));
    }
    return new NetworkDevice(Device.gpu(number));
  }

  private static int gpu(String option) {
    try {
      if (option.startsWith(GPU)) {
        return Integer.parseUnsignedInt(option.substring(GPU.length()));
      }
    } catch (NumberFormatException e) {
      // As wrong as any other word.
    }
    throw new DeviceUnavailableException("relievo.device is auto, cpu or gpu:N, not " + option);
  }

  /** As the option names it. */
  public String name() {
    return device.isGpu() ? GPU + device.getDeviceId() : "cpu";
  }

  /** As the engine names it. */
  public Device engineDevice() {
    return device;
  }

  TorchScriptCompiler.Target target() {
    return device.isGpu() ? TorchScriptCompiler.Target.ANY : TorchScriptCompiler.Target.CPU;
  }
}
