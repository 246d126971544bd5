package dev.relievo.nn;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A function of tensors written in TorchScript: many operators in one native call, among them those
 * that NDArray lacks, with gradients flowing to the inputs inside a gradient collector.
 *
 * <pre>{@code
 * TorchFunction cross = TorchFunction.of("cross", device, """
 *     def forward(self, a: Tensor, b: Tensor) -> Tensor:
 *       return torch.linalg_cross(a, b)
 *     """);
 * }</pre>
 *
 * The text holds one or more methods, indented by two spaces a level; {@code forward} is what is
 * called. It keeps no state: constants are inputs too. Results belong to the first input's manager,
 * so the first input should be one that lives no longer than the step, never a weight or a basis.
 * Not for use by several threads at once.
 */
public final class TorchFunction implements AutoCloseable {

  private static final String CLASS =
      """
      class Net(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        nothing : Tensor
        def __setstate__(self, state: Tensor) -> None:
          self.training = False
          self.nothing = state
          return None
        def __getstate__(self) -> Tensor:
          return self.nothing
      """;

  private final String name;
  private final Model model;
  private final ParameterStore parameters;

  private TorchFunction(String name, Model model) {
    this.name = name;
    this.model = model;
    parameters = new ParameterStore(model.getNDManager(), false);
  }

  /**
   * Compiles a function.
   *
   * @param name for messages
   * @param device where its inputs will be
   * @param methods TorchScript
   * @throws IllegalArgumentException where the text is not TorchScript
   */
  public static TorchFunction of(String name, Device device, String methods) {
    Network.preferOneThread();
    Model model = Model.newInstance(name, device, "PyTorch");
    if (!device.isGpu()) {
      Network.keepFreedMemory();
    }
    try {
      byte[] archive = TorchScriptArchive.of(CLASS + methods.indent(2), new float[1]);
      model.load(new ByteArrayInputStream(archive));
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw new IllegalArgumentException("the engine could not compile the function " + name, e);
    }
    return new TorchFunction(name, model);
  }

  /**
   * Calls the function.
   *
   * @param inputs as {@code forward} declares them
   * @return its outputs: a tensor's one, or a tuple's several, in the first input's manager
   */
  public NDList apply(NDArray... inputs) {
    return model.getBlock().forward(parameters, new NDList(inputs), true);
  }

  /** Calls a function that has one output. */
  public NDArray applyToOne(NDArray... inputs) {
    NDList out = apply(inputs);
    if (out.size() != 1) {
      throw new IllegalStateException(name + " has " + out.size() + " outputs, not one");
    }
    return out.head();
  }

  @Override
  public void close() {
    model.close();
  }
}
