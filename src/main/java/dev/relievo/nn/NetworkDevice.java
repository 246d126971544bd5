package dev.relievo.nn;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Where a network runs. */
public final class NetworkDevice {

  /** The CPU. */
  public static final NetworkDevice CPU = new NetworkDevice(Device.cpu(), false);

  private static final String GPU = "gpu:";

  private final Device device;
  private final boolean bfloat16;

  private NetworkDevice(Device device, boolean bfloat16) {
    this.device = device;
    this.bfloat16 = bfloat16;
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
      return count > 0 ? new NetworkDevice(Device.gpu(0), false) : CPU;
    }
    int number = gpu(option);
    if (number >= count) {
      throw new DeviceUnavailableException(
          "relievo.device is %s, but the engine sees %s; a GPU also needs the engine's CUDA libraries (PYTORCH_LIBRARY_PATH)"
              .formatted(option, count == 0 ? "no GPU" : count + " GPUs, numbered from 0"));
    }
    return new NetworkDevice(Device.gpu(number), false);
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

  /**
   * The same device, computing maps in a precision. Pictures are seen in f32 in any case, and so is
   * everything on a GPU.
   *
   * @throws DeviceUnavailableException where bfloat16 is asked of a CPU that does not multiply it:
   *     with some of them the engine would end the process
   */
  public NetworkDevice computing(Precision precision) {
    if (device.isGpu()) {
      return this;
    }
    boolean fast = Precision.isBfloat16Fast();
    if (precision == Precision.BFLOAT16 && !fast) {
      throw new DeviceUnavailableException(
          "relievo.displace.precision is bfloat16, but this processor does not multiply such"
              + " numbers (it has neither AMX nor AVX-512 for them); auto takes it where it can");
    }
    return new NetworkDevice(device, fast && precision != Precision.FLOAT32);
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
    if (device.isGpu()) {
      return TorchScriptCompiler.Target.ANY;
    }
    return bfloat16 ? TorchScriptCompiler.Target.CPU_BFLOAT16 : TorchScriptCompiler.Target.CPU;
  }
}
