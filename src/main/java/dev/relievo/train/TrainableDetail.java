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

  /** PyTorch's numbers of types. */
  private static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;

  private final TorchFunction function;
  private final int precision;

  /**
   * A network.
   *
   * @param bfloat16 whether {@link #forward} computes in bfloat16; parameters and maps are f32
   */
  TrainableDetail(DetailArchitecture architecture, Device device, boolean bfloat16) {
    super(architecture);
    this.architecture = architecture;
    precision = bfloat16 ? BFLOAT16 : FLOAT32;
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
        .line("theta = theta.to(%d)", precision)
        .weights()
        .line("%s = torch.contiguous(maps.to(%d), memory_format=2)", NetworkGraph.INPUT, precision)
        .layers(true)
        .line("return torch.contiguous(torch.cat([%s], 1)).to(%d)", outputs, FLOAT32)
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
