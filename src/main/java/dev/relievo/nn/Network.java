package dev.relievo.nn;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import dev.relievo.tensor.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;

/**
 * A network that runs: a batch of square pictures in, rows of numbers out, in one native call. It
 * runs on the CPU. Not for use by several threads at once.
 */
public final class Network implements AutoCloseable {

  private final Model model;
  private final Block block;
  private final ParameterStore parameters;
  private final int size;
  private final int border;
  private final int side;

  private Network(Model model, NetworkGraph graph) {
    this.model = model;
    block = model.getBlock();
    parameters = new ParameterStore(model.getNDManager(), false);
    size = graph.size();
    int[] padding = ((Layer.Conv) graph.layers().get(0)).padding();
    border = padding[0];
    side = padding[0] + size + padding[1];
  }

  /**
   * Builds a network.
   *
   * @param weights named weights with a {@link NetworkGraph} in the header
   * @param name for messages
   * @throws IllegalStateException where the engine refuses it
   */
  public static Network of(Safetensors weights, String name) {
    String json = weights.metadata().get(NetworkGraph.METADATA_KEY);
    if (json == null) {
      throw new IllegalArgumentException(name + " holds no network: its header has no graph");
    }
    NetworkGraph graph = NetworkGraph.ofJson(json);
    Model model = Model.newInstance(name, Device.cpu(), "PyTorch");
    try {
      model.load(new ByteArrayInputStream(TorchScriptCompiler.compile(weights, graph)));
    } catch (IOException | MalformedModelException e) {
      model.close();
      throw new IllegalStateException("the engine could not load the network " + name, e);
    }
    return new Network(model, graph);
  }

  /** Side of the picture that the network sees, pixels. */
  public int size() {
    return size;
  }

  /** Side of the input with the zeros around the picture. */
  public int side() {
    return side;
  }

  /** Rows and columns of zeros above and left of the picture. */
  public int border() {
    return border;
  }

  /** Floats of one input. */
  public int inputLength() {
    return side * side * 3;
  }

  /**
   * Runs a batch.
   *
   * @param input direct buffer from position 0: count x side x side x 3; zeros outside the picture
   * @param count pictures
   * @return count x K: the graph's outputs, flattened, one after the other
   */
  public float[] forward(FloatBuffer input, int count) {
    FloatBuffer batch = input.duplicate().position(0).limit(count * inputLength());
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDArray x = scope.create(batch, new Shape(count, side, side, 3));
      return block.forward(parameters, new NDList(x), false).singletonOrThrow().toFloatArray();
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
