package dev.relievo.nn;

import dev.relievo.tensor.Safetensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The network that makes a displacement map, and what else it knows of it, of maps over the UV
 * chart. Not for use by several threads at once.
 *
 * <pre>{@code
 * FloatBuffer in = network.input(2);
 * in.put(first).put(second);            // each C x S x S
 * network.run(2, out -> out.get(maps)); // 2 x M x S x S
 * }</pre>
 */
public final class DetailNetwork implements AutoCloseable {

  /** Name of the weights. */
  public static final String MODEL = "relievo-detail";

  /** Key in the file's header: id of the face model whose chart the maps lie over. */
  public static final String FACE_MODEL_KEY = "face.model";

  private final Network network;
  private final NetworkGraph graph;
  private final Map<String, String> metadata;
  private ByteBuffer input = ByteBuffer.allocateDirect(0);

  private DetailNetwork(Network network, NetworkGraph graph, Map<String, String> metadata) {
    this.network = network;
    this.graph = graph;
    this.metadata = metadata;
  }

  /**
   * Builds the network.
   *
   * @param weights as training wrote them
   * @param name for messages
   * @throws IllegalArgumentException where the file holds no detail network
   */
  public static DetailNetwork of(Safetensors weights, String name, NetworkDevice device) {
    String json = weights.metadata().get(NetworkGraph.METADATA_KEY);
    if (json == null || !weights.metadata().containsKey(FACE_MODEL_KEY)) {
      throw new IllegalArgumentException(
          name + " is no detail network: its header lacks the graph or " + FACE_MODEL_KEY);
    }
    NetworkGraph graph = NetworkGraph.ofJson(json);
    if (graph.maps() == null) {
      throw new IllegalArgumentException(name + " is no detail network: it sees a picture");
    }
    return new DetailNetwork(
        Network.of(weights, name, device), graph, Map.copyOf(weights.metadata()));
  }

  /** Id of the face model whose chart the maps lie over. */
  public String faceModel() {
    return metadata.get(FACE_MODEL_KEY);
  }

  /** The file's header: the graph and what training put beside it. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Side of the maps, texels. */
  public int size() {
    return graph.size();
  }

  /** Maps of a face that the network sees. */
  public int channels() {
    return graph.channels();
  }

  /** Maps of a face that the network makes. */
  public int outputs() {
    return graph.outputs().stream().mapToInt(NetworkGraph.Output::width).sum();
  }

  /**
   * Memory for a batch of input, to be filled before {@link #run}.
   *
   * @param count faces
   * @return count x C x S x S, from position 0; good until this is called again
   */
  public FloatBuffer input(int count) {
    int each = channels() * size() * size();
    int bytes = Math.multiplyExact(count * Float.BYTES, each);
    if (input.capacity() < bytes) {
      input = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return input.asFloatBuffer().limit(count * each);
  }

  /**
   * Runs a batch, whose input lies in {@link #input}.
   *
   * @param count faces, not more than the input was asked for
   * @param reader given count x M x S x S; native memory that is only there while the reader runs
   */
  public void run(int count, Consumer<FloatBuffer> reader) {
    network.forward(input, count, reader);
  }

  /** Runs batches of 1 to this many faces, of whatever lies in the input. */
  public void warmUp(int maxBatch) {
    input(maxBatch);
    for (int count = 1; count <= maxBatch; count++) {
      run(count, out -> {});
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
