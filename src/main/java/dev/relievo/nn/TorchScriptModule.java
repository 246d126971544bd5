package dev.relievo.nn;

import dev.relievo.tensor.Safetensors;
import java.util.HashMap;
import java.util.Map;

/**
 * The text of a TorchScript class as it grows: attributes, the set-up that cuts them out of the
 * state, and the body of {@code forward}. The state is all weights, one after the other.
 */
final class TorchScriptModule {

  private final Safetensors weights;
  private final Map<String, Integer> offsets = new HashMap<>();
  private final StringBuilder attributes = new StringBuilder();
  private final StringBuilder setup = new StringBuilder();
  private final StringBuilder forward = new StringBuilder();
  private int count;

  TorchScriptModule(Safetensors weights) {
    this.weights = weights;
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              offsets.put(name, count);
              count += tensor.count();
            });
  }

  /** The weights in one vector. */
  float[] state() {
    float[] state = new float[count];
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              float[] values = tensor.toFloats();
              System.arraycopy(values, 0, state, offsets.get(name), values.length);
            });
    return state;
  }

  /** Expression, during set-up, for a weight as a vector. */
  String slice(String tensor) {
    int from = offsets.get(tensor);
    return "torch.slice(state, 0, %d, %d, 1)".formatted(from, from + weights.get(tensor).count());
  }

  /** Adds an attribute that is made once, when the archive is loaded. */
  void attribute(String name, String type, String format, Object... arguments) {
    attributes.append("  %s : %s\n".formatted(name, type));
    setup.append("    self.%s = %s\n".formatted(name, format.formatted(arguments)));
  }

  /** Adds an assignment to {@code forward}. */
  void forward(String name, String format, Object... arguments) {
    forward.append("    %s = %s\n".formatted(name, format.formatted(arguments)));
  }

  /** Adds lines to {@code forward}, indented by four spaces. */
  void forward(String lines) {
    forward.append(lines);
  }

  /**
   * The class.
   *
   * @param inputs declarations, separated by commas
   * @param answer variable that {@code forward} returns
   */
  String source(String inputs, String answer) {
    return """
    class Net(Module):
      __parameters__ = []
      __buffers__ = []
      training : bool
      weights : Tensor
    %s  def forward(self: __torch__.Net,
        %s) -> Tensor:
    %s    return %s
      def __setstate__(self: __torch__.Net,
        state: Tensor) -> None:
        self.training = False
        self.weights = state
    %s    return None
      def __getstate__(self: __torch__.Net) -> Tensor:
        return self.weights
    """
        .formatted(attributes, inputs, forward, answer, setup);
  }
}
