package dev.relievo.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.relievo.nn.NetworkGraph;
import dev.relievo.nn.TorchFunction;
import dev.relievo.tensor.Safetensors;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link DetailArchitecture} that can be trained. Not for use by several threads at once. */
final class TrainableDetail extends TrainableNetwork {

  private final DetailArchitecture architecture;
  private final TorchFunction function;

  TrainableDetail(DetailArchitecture architecture, Device device) {
    super(architecture);
    this.architecture = architecture;
    function = TorchFunction.of("detail network", device, source());
  }

  /**
   * Maps of maps.
   *
   * @param maps N x C x S x S
   * @param theta the parameters
   * @return N x M x S x S, in the input's manager
   */
  NDArray forward(NDArray maps, NDArray theta) {
    return function.applyToOne(maps, theta);
  }

  private String source() {
    String outputs =
        architecture.graph().outputs().stream()
            .flatMap(output -> output.from().stream())
            .collect(Collectors.joining(", "));
    return text()
        .text("def forward(self, maps: Tensor, theta: Tensor) -> Tensor:\n")
        .weights()
        .line("%s = torch.contiguous(maps, memory_format=2)", NetworkGraph.INPUT)
        .layers(true)
        .line("return torch.contiguous(torch.cat([%s], 1))", outputs)
        .toString();
  }

  /**
   * The network as it runs.
   *
   * @param theta parameters
   * @param metadata of the file, beside the graph
   * @return f16 weights with the {@link NetworkGraph} in the header
   */
  Safetensors export(float[] theta, Map<String, String> metadata) {
    return export(theta, (layer, weight, bias) -> {}, metadata);
  }

  @Override
  public void close() {
    function.close();
  }
}
